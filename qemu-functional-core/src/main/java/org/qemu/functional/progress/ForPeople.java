package org.qemu.functional.progress;

import java.util.Locale;

/** Puts numbers the way people read them. */
public final class ForPeople {
    private static final int KILO = 1000;
    private static final int MINUTE = 60;
    private static final int HOUR = 3600;

    private ForPeople() {}

    /** Returns a size in units of a thousand, as {@code "12.3 MB"}; a negative one is unknown. */
    public static String size(long size) {
        if (size < 0) {
            return "size unknown";
        }
        if (size < KILO) {
            return size + " B";
        }
        double value = size;
        int unit = -1;
        // Not up to 999.95 and more, which would be written as 1000.0 of the unit.
        while (value >= KILO - 0.05) {
            value /= KILO;
            unit++;
        }
        return String.format(Locale.ROOT, "%.1f %cB", value, "kMGTPE".charAt(Math.max(unit, 0)));
    }

    /** Returns a time as {@code "0:07"}, {@code "12:34"} or {@code "1:02:03"}. */
    static String time(long seconds) {
        return seconds < HOUR
                ? String.format(Locale.ROOT, "%d:%02d", seconds / MINUTE, seconds % MINUTE)
                : String.format(
                        Locale.ROOT,
                        "%d:%02d:%02d",
                        seconds / HOUR,
                        seconds / MINUTE % MINUTE,
                        seconds % MINUTE);
    }
}
