package org.qemu.functional.trace.internal;

import java.time.LocalDateTime;
import java.time.ZoneOffset;

/** Formats times as ISO 8601; a formatter of the JDK takes longer to load than a test's trace. */
final class UtcTime {
    private UtcTime() {}

    /** Return a time with six decimal places: {@code 2026-11-30T20:15:01.123000Z}. */
    static String micros(long epochMillis) {
        LocalDateTime time =
                LocalDateTime.ofEpochSecond(
                        Math.floorDiv(epochMillis, 1000L),
                        (int) Math.floorMod(epochMillis, 1000L) * 1_000_000,
                        ZoneOffset.UTC);
        StringBuilder text = new StringBuilder(27);
        append(text, time.getYear(), 4, '-');
        append(text, time.getMonthValue(), 2, '-');
        append(text, time.getDayOfMonth(), 2, 'T');
        append(text, time.getHour(), 2, ':');
        append(text, time.getMinute(), 2, ':');
        append(text, time.getSecond(), 2, '.');
        append(text, time.getNano() / 1000, 6, 'Z');
        return text.toString();
    }

    private static void append(StringBuilder text, int number, int digits, char after) {
        String plain = Integer.toString(number);
        text.append("0".repeat(Math.max(0, digits - plain.length()))).append(plain).append(after);
    }
}
