package org.qemu.functional.units;

import java.time.Duration;
import java.util.Locale;

/** Format durations for messages, the same in every locale. */
public final class Seconds {
    private static final double MILLIS = 1e3;

    private Seconds() {}

    /** Return a duration in seconds with one decimal, such as {@code 2.0 s}. */
    public static String format(Duration duration) {
        return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / MILLIS);
    }
}
