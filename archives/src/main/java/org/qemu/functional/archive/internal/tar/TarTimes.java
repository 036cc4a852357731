package org.qemu.functional.archive.internal.tar;

import java.time.Instant;
import org.qemu.functional.archive.internal.common.ExtractionWarnings;

/** Limits the times of members, which may have any value. */
final class TarTimes {
    /** The end of the year 9999, in seconds; file systems end before that. */
    private static final long LAST = 253_402_300_799L;

    private TarTimes() {}

    /** Return the time, or the first or last usable one if it is out of range. */
    static Instant of(long seconds, long nanos, ExtractionWarnings notes) {
        if (seconds > LAST || seconds < -LAST) {
            notes.add(
                    "the time of a member, %d s, is out of range and is clamped"
                            .formatted(seconds));
            return Instant.ofEpochSecond(seconds < 0 ? -LAST : LAST);
        }
        return Instant.ofEpochSecond(seconds, nanos);
    }
}
