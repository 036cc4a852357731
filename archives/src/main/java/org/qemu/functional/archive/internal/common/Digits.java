package org.qemu.functional.archive.internal.common;

/**
 * Parses numbers. Headers have many of them, and a regular expression would take most of the time.
 */
public final class Digits {
    private Digits() {}

    /**
     * Return a number that consists of digits of a radix only, or -1 if it is invalid or too large.
     */
    public static long parse(String text, int radix) {
        long number = text.isEmpty() ? -1 : 0;
        for (int i = 0; i < text.length() && number >= 0; i++) {
            int digit = text.charAt(i) < 0x80 ? Character.digit(text.charAt(i), radix) : -1;
            number =
                    digit < 0 || number > (Long.MAX_VALUE - digit) / radix
                            ? -1
                            : number * radix + digit;
        }
        return number;
    }
}
