package org.qemu.functional.trace.internal;

import java.util.Map;

/** Which traces are kept: {@code QEMU_TEST_TRACE}. */
public enum TraceMode {
    /** No traces are written. */
    OFF("off"),
    /** The trace of a test that passes or is skipped is deleted when it ends. */
    ON_FAILURE("on-failure"),
    /** All traces are kept. */
    ON("on");

    private static final String VARIABLE = "QEMU_TEST_TRACE";

    private final String value;

    TraceMode(String value) {
        this.value = value;
    }

    /**
     * Read the mode from the environment; it is {@link #ON_FAILURE} if the variable is not set.
     *
     * @throws IllegalArgumentException if it has another value
     */
    public static TraceMode from(Map<String, String> environment) {
        String wanted = environment.getOrDefault(VARIABLE, "").trim();
        if (wanted.isEmpty()) {
            return ON_FAILURE;
        }
        for (TraceMode mode : values()) {
            if (mode.value.equals(wanted)) {
                return mode;
            }
        }
        throw new IllegalArgumentException(
                "%s='%s' is not off, on-failure or on; unset it for on-failure"
                        .formatted(VARIABLE, wanted));
    }
}
