package org.qemu.functional.asset.internal.progress;

import java.util.Locale;
import org.qemu.functional.units.ByteSize;

/** Formats numbers for people. */
public final class HumanReadable {
    private static final int MINUTE = 60;
    private static final int HOUR = 3600;

    private HumanReadable() {}

    /**
     * Return a size in the form that options accept, such as {@code "12056K"}; negative means
     * unknown.
     */
    public static String size(long size) {
        return size < 0 ? "size unknown" : ByteSize.format(size);
    }

    /** Return a time as {@code "0:07"}, {@code "12:34"} or {@code "1:02:03"}. */
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
