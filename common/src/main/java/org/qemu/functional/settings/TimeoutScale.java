package org.qemu.functional.settings;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stretches every deadline of the harness by {@code QEMU_TEST_TIMEOUT_SCALE}, for slow machines.
 */
public final class TimeoutScale {
    private static final String VARIABLE = "QEMU_TEST_TIMEOUT_SCALE";
    private static final double NANOS = 1e9;

    private final double factor;

    private TimeoutScale(double factor) {
        this.factor = factor;
    }

    /**
     * Read the factor.
     *
     * @throws IllegalArgumentException if it is not a positive number
     */
    public static TimeoutScale from(Map<String, String> environment) {
        @Nullable String value = environment.get(VARIABLE);
        if (value == null || value.isBlank()) {
            return new TimeoutScale(1);
        }
        double factor;
        try {
            factor = Double.parseDouble(value.trim());
        } catch (NumberFormatException e) {
            factor = Double.NaN;
        }
        if (!(factor > 0) || Double.isInfinite(factor)) {
            throw new IllegalArgumentException(
                    "%s='%s' is not a positive number; unset it or set it to 2, say"
                            .formatted(VARIABLE, value));
        }
        return new TimeoutScale(factor);
    }

    /** Stretch a time by this program's factor. */
    public static Duration scaled(Duration timeout) {
        return Program.SCALE.stretch(timeout);
    }

    /** Stretch a time by this factor. */
    public Duration stretch(Duration timeout) {
        return Duration.ofNanos((long) (timeout.toNanos() / NANOS * factor * NANOS));
    }

    /** That of this program; apart, since a wrong value is told by {@link ProgramBudget#begin}. */
    private static final class Program {
        static final TimeoutScale SCALE = from(HarnessSettings.current().environment());
    }
}
