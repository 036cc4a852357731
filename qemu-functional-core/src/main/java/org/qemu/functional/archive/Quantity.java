package org.qemu.functional.archive;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Numbers that people write with a suffix. */
final class Quantity {
    private static final Pattern FORM = Pattern.compile("(\\d{1,18})([KMGT]?)");
    private static final String SUFFIXES = "KMGT";

    private Quantity() {}

    static long of(Map<String, String> environment, String variable, long otherwise) {
        String value = environment.getOrDefault(variable, "").strip();
        if (value.isEmpty()) {
            return otherwise;
        }
        Matcher matcher = FORM.matcher(value);
        if (matcher.matches()) {
            int shift =
                    10
                            * (SUFFIXES.indexOf(matcher.group(2))
                                    + (matcher.group(2).isEmpty() ? 0 : 1));
            long number = Long.parseLong(matcher.group(1));
            if (number > 0 && number <= Long.MAX_VALUE >> shift) {
                return number << shift;
            }
        }
        throw new IllegalArgumentException(
                "%s is '%s': it has to be a number above 0 such as 1000 or 500G"
                        .formatted(variable, value));
    }

    /** Writes a number of bytes in the unit that makes it whole. */
    static String bytes(long count) {
        int shift = Math.min(40, Long.numberOfTrailingZeros(count) / 10 * 10);
        return shift == 0
                ? count + " bytes"
                : (count >> shift) + " " + SUFFIXES.charAt(shift / 10 - 1) + "iB";
    }
}
