package org.qemu.functional.report.internal.trace;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * What a machine did from a time on.
 *
 * @param t seconds since the beginning of the trace
 * @param state such as {@code running}
 * @param text more about it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record MachineState(double t, String state, @Nullable String text) {}
