package org.qemu.functional.units;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Parses and formats sizes with units, such as {@code 20G}. */
public final class ByteSize {
    private static final String UNITS = "KMGT";
    private static final int BITS = 10;

    /** The least number with three digits. */
    private static final long LEAST = 100;

    private static final Pattern FORM =
            Pattern.compile("(\\d{1,18})\\s*([KMGT]?)(i?B)?", Pattern.CASE_INSENSITIVE);

    private ByteSize() {}

    /**
     * Read a size from an environment variable.
     *
     * @param otherwise the size if the variable is not set or blank
     * @throws IllegalArgumentException if the value is not a size; the message names the variable
     */
    public static long ofVariable(
            Map<String, String> environment, String variable, long otherwise) {
        String value = environment.getOrDefault(variable, "");
        try {
            return value.isBlank() ? otherwise : parse(value);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(variable + "=" + e.getMessage(), e);
        }
    }

    /**
     * Format a size in the form that {@link #parse} reads, such as {@code 500B}, {@code 12056K} or
     * {@code 20G}: a whole number of the largest unit that either leaves at least three digits or
     * is exact.
     */
    public static String format(long bytes) {
        long value = bytes;
        long rest = 0;
        int power = 0;
        while (power < UNITS.length()
                && value > 0
                && (value >= LEAST << BITS || (rest == 0 && value % (1 << BITS) == 0))) {
            rest = value % (1 << BITS);
            value >>= BITS;
            power++;
        }
        long rounded = rest >= 1 << (BITS - 1) ? value + 1 : value;
        return rounded + (power == 0 ? "B" : UNITS.substring(power - 1, power));
    }

    /**
     * Parse a number of bytes. A suffix {@code K}, {@code M}, {@code G} or {@code T} multiplies it
     * by that power of 1024; {@code 5G}, {@code 5GB} and {@code 5GiB} are the same.
     *
     * @throws IllegalArgumentException if the text is not a size, or is more than 2^63-1 bytes
     */
    public static long parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (matcher.matches()) {
            String unit = matcher.group(2);
            int power =
                    unit.isEmpty() ? 0 : 1 + UNITS.indexOf(Character.toUpperCase(unit.charAt(0)));
            try {
                return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (BITS * power));
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException(
                        "'%s' is more than 2^63-1 bytes".formatted(text), e);
            }
        }
        throw new IllegalArgumentException(
                "'%s' is not a size such as 20G or 500M: a whole number, optionally followed by K, M, G or T (powers of 1024)"
                        .formatted(text));
    }
}
