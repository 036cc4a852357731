package org.qemu.functional.archive.common;

/** Reads numbers, of which a header has many: without patterns, which would cost most of it. */
public final class Digits {
    private Digits() {}

    /** Return a number of digits alone in a radix, -1 if the text is none or is too big. */
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
