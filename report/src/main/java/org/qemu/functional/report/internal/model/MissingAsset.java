package org.qemu.functional.report.internal.model;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An asset that could not be had.
 *
 * @param tests the IDs of the tests that wanted it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MissingAsset(
        String url, @Nullable String hash, @Nullable String reason, List<String> tests) {}
