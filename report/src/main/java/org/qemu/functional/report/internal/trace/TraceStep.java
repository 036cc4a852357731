package org.qemu.functional.report.internal.trace;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A step of a test, or an instant, which ends when it begins.
 *
 * @param from seconds since the beginning of the trace
 * @param to the same for its end, or {@code null} if it did not end
 * @param outcome {@code ok}, {@code failed}, {@code skipped} or {@code open}
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TraceStep(
        long id,
        @Nullable Long parent,
        String kind,
        @Nullable String vm,
        @Nullable String console,
        String title,
        double from,
        @Nullable Double to,
        String outcome,
        @Nullable ObjectNode details) {}
