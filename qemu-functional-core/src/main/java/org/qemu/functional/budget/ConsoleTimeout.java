package org.qemu.functional.budget;

import java.time.Duration;
import java.util.Map;
import org.qemu.functional.settings.HarnessSettings;

/**
 * How long a console wait takes by default.
 *
 * <p>meson kills a whole program when its time is over, so a wait must end before that to be
 * explained: it gets four fifths of the time that {@code QEMU_TEST_TIMEOUT} tells (seconds; set by
 * this project's meson.build), or a minute where nothing is told.
 */
public final class ConsoleTimeout {
    private static final Duration UNTOLD = Duration.ofMinutes(1);

    /** The time, before {@code QEMU_TEST_TIMEOUT_SCALE}. */
    public static final Duration DEFAULT = from(HarnessSettings.current().environment());

    private ConsoleTimeout() {}

    static Duration from(Map<String, String> environment) {
        return ProgramBudget.told(environment)
                .map(told -> told.multipliedBy(4).dividedBy(5))
                .orElse(UNTOLD);
    }
}
