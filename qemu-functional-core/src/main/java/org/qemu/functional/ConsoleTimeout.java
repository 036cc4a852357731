package org.qemu.functional;

import java.time.Duration;
import java.util.Map;

/**
 * How long a console wait takes by default.
 *
 * <p>meson kills a whole program when its time is over, so a wait must end before that to be
 * explained: it gets four fifths of the time that {@code QEMU_TEST_TIMEOUT} tells (seconds; set by
 * this project's meson.build), or a minute where nothing is told.
 */
final class ConsoleTimeout {
    private static final String VARIABLE = "QEMU_TEST_TIMEOUT";
    private static final Duration UNTOLD = Duration.ofMinutes(1);

    static final Duration DEFAULT = from(System.getenv());

    private ConsoleTimeout() {}

    static Duration from(Map<String, String> environment) {
        String seconds = environment.get(VARIABLE);
        if (seconds == null || seconds.isBlank()) {
            return UNTOLD;
        }
        try {
            Duration told = Duration.ofSeconds(Long.parseLong(seconds.trim()));
            if (told.compareTo(Duration.ZERO) > 0) {
                return told.multipliedBy(4).dividedBy(5);
            }
        } catch (NumberFormatException e) {
            // Told below, with every other value that is none.
        }
        throw new IllegalArgumentException(
                "%s='%s' is not a positive number of seconds".formatted(VARIABLE, seconds));
    }
}
