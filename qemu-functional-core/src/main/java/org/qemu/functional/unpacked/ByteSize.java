package org.qemu.functional.unpacked;

import java.util.Locale;

/** Reads sizes as people write them. */
final class ByteSize {
    private static final String UNITS = "KMGT";

    private ByteSize() {}

    /**
     * Reads a number of bytes, or with {@code K}, {@code M}, {@code G} or {@code T} behind it of
     * that power of 1024; {@code 5G}, {@code 5GB} and {@code 5GiB} are the same.
     *
     * @throws IllegalArgumentException if it is none, or more than 2^63-1 bytes
     */
    static long parse(String variable, String text) {
        String size = text.strip().toUpperCase(Locale.ROOT);
        if (size.endsWith("B")) {
            size = size.substring(0, size.length() - (size.endsWith("IB") ? 2 : 1));
        }
        int unit = size.isEmpty() ? -1 : UNITS.indexOf(size.charAt(size.length() - 1));
        String number = unit < 0 ? size : size.substring(0, size.length() - 1).strip();
        try {
            long count = Long.parseLong(number);
            if (count >= 0) {
                return Math.multiplyExact(count, 1L << (10 * (unit + 1)));
            }
        } catch (NumberFormatException | ArithmeticException e) {
            // Told below, with what is negative.
        }
        throw new IllegalArgumentException(
                "%s='%s' is not a size such as 20G or 500M".formatted(variable, text));
    }
}
