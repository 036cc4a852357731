package org.qemu.functional.budget.internal;

import java.time.Duration;
import java.util.Map;
import org.qemu.functional.settings.HarnessSettings;
import org.qemu.functional.settings.internal.ProgramLocal;

/**
 * The default time limit of a console wait.
 *
 * <p>meson kills a whole program at its timeout, so that a wait must end before that to be
 * reported. The limit is four fifths of {@code QEMU_TEST_TIMEOUT} (in seconds; set by this
 * project's meson.build), or one minute if the variable is not set.
 */
public final class ConsoleTimeout {
    private static final Duration UNTOLD = Duration.ofMinutes(1);

    private static final ProgramLocal<Duration> OF_PROGRAM = new ProgramLocal<>();

    private ConsoleTimeout() {}

    /** Return the time limit before it is multiplied by {@code QEMU_TEST_TIMEOUT_SCALE}. */
    public static Duration current() {
        return OF_PROGRAM.get(() -> from(HarnessSettings.current().environment()));
    }

    static Duration from(Map<String, String> environment) {
        return ProgramBudget.configured(environment)
                .map(limit -> limit.multipliedBy(4).dividedBy(5))
                .orElse(UNTOLD);
    }
}
