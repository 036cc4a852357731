package org.qemu.functional.amount;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads sizes as people write them. */
public final class ByteCount {
    private static final String UNITS = "KMGT";
    private static final int BITS = 10;
    private static final Pattern FORM =
            Pattern.compile(
                    "(\\d{1,18}(?:\\.\\d{1,9})?)\\s*([KMGT]?)(i?B)?", Pattern.CASE_INSENSITIVE);

    private ByteCount() {}

    /**
     * Reads the size that a variable of the environment has.
     *
     * @param otherwise the size if the variable is not set or blank
     * @throws IllegalArgumentException if it is no size, with the name of the variable
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
     * Writes a size as people read it and {@link #parse} does: {@code 500B}, {@code 12.3M}, with
     * one decimal in units of powers of 1024, rounded to the nearest.
     */
    public static String format(long bytes) {
        if (bytes < 0) {
            return "?";
        }
        int power = 0;
        double value = bytes;
        // Not up to 1023.95 and more, which would be written as 1024.0 of the unit.
        while (value >= (1 << BITS) - 0.05 && power < UNITS.length()) {
            value /= 1 << BITS;
            power++;
        }
        if (power == 0) {
            return bytes + "B";
        }
        return String.format(Locale.ROOT, "%.1f%c", value, UNITS.charAt(power - 1));
    }

    /**
     * Reads a number of bytes, or with {@code K}, {@code M}, {@code G} or {@code T} behind it of
     * that power of 1024; {@code 5G}, {@code 5GB} and {@code 5GiB} are the same. What is behind a
     * decimal point counts, as in {@code 1.5G}, and parts of a byte do not.
     *
     * @throws IllegalArgumentException if it is none, or more than 2^63-1 bytes
     */
    public static long parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (matcher.matches()) {
            String unit = matcher.group(2);
            int power =
                    unit.isEmpty() ? 0 : 1 + UNITS.indexOf(Character.toUpperCase(unit.charAt(0)));
            try {
                return new BigDecimal(matcher.group(1))
                        .multiply(BigDecimal.valueOf(1L << (BITS * power)))
                        .setScale(0, RoundingMode.DOWN)
                        .longValueExact();
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException(
                        "'%s' is more than 2^63-1 bytes".formatted(text), e);
            }
        }
        throw new IllegalArgumentException(
                "'%s' is not a size such as 20G or 500M: a number and none or one of K, M, G, T (powers of 1024)"
                        .formatted(text));
    }
}
