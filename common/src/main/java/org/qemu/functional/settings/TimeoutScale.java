package org.qemu.functional.settings;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Scales every deadline of the harness by {@code QEMU_TEST_TIMEOUT_SCALE}, for slow machines. */
public final class TimeoutScale {
    private static final String VARIABLE = "QEMU_TEST_TIMEOUT_SCALE";
    private static final double NANOS = 1e9;

    private final double factor;

    private TimeoutScale(double factor) {
        this.factor = factor;
    }

    /**
     * Read the factor from the environment; it is 1 if the variable is not set.
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
                    "%s='%s' is not a positive number; unset it or set it to a number such as 2"
                            .formatted(VARIABLE, value));
        }
        return new TimeoutScale(factor);
    }

    /** Scale a duration by this program's factor. */
    public static Duration scaled(Duration timeout) {
        return Program.SCALE.stretch(timeout);
    }

    /** Scale a duration by this factor. */
    public Duration stretch(Duration timeout) {
        return Duration.ofNanos((long) (timeout.toNanos() / NANOS * factor * NANOS));
    }

    /**
     * The scale of this program. In a class of its own, so that it is read at first use: a wrong
     * value is reported at the start of the program.
     */
    private static final class Program {
        static final TimeoutScale SCALE = from(HarnessSettings.current().environment());
    }
}
