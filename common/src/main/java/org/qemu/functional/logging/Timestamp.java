package org.qemu.functional.logging;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.TimeZone;

/**
 * Formats the local time with milliseconds.
 *
 * <p>Loading a formatter of the JDK takes longer than formatting all log lines of a test by hand.
 */
public final class Timestamp {
    private Timestamp() {}

    /** Return date and time: {@code 2026-11-20 21:17:35,123}, like Python's {@code %(asctime)s}. */
    public static String dateAndTime(Instant instant) {
        LocalDateTime local = local(instant);
        StringBuilder text = new StringBuilder(23);
        append(text, local.getYear(), 4).append('-');
        append(text, local.getMonthValue(), 2).append('-');
        append(text, local.getDayOfMonth(), 2).append(' ');
        return append(text, local).toString();
    }

    /** Return the time of the day: {@code 21:17:35,123}. */
    public static String time(Instant instant) {
        return append(new StringBuilder(12), local(instant)).toString();
    }

    private static LocalDateTime local(Instant instant) {
        // Not by ZoneId: its first use searches all jars for time zones.
        long offset = TimeZone.getDefault().getOffset(instant.toEpochMilli()) / 1000;
        return LocalDateTime.ofEpochSecond(
                instant.getEpochSecond() + offset, instant.getNano(), ZoneOffset.UTC);
    }

    private static StringBuilder append(StringBuilder text, LocalDateTime time) {
        append(text, time.getHour(), 2).append(':');
        append(text, time.getMinute(), 2).append(':');
        append(text, time.getSecond(), 2).append(',');
        return append(text, time.getNano() / 1_000_000, 3);
    }

    private static StringBuilder append(StringBuilder text, int number, int digits) {
        String plain = Integer.toString(number);
        return text.append("0".repeat(Math.max(0, digits - plain.length()))).append(plain);
    }
}
