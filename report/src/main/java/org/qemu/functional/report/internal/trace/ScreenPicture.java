package org.qemu.functional.report.internal.trace;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * A picture of a screen.
 *
 * @param t seconds since the beginning of the trace
 * @param href the picture: in a trace the name of the file, in a report its address
 * @param expected the same of the picture that the test compared it with
 * @param step the ID of the step that took it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ScreenPicture(
        double t, String href, @Nullable String expected, @Nullable Long step, String title) {}
