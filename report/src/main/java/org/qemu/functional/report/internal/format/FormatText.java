package org.qemu.functional.report.internal.format;

import org.jspecify.annotations.Nullable;
import org.qemu.functional.text.SafeText;

/** Prepares texts of tests for formats of other programs. */
final class FormatText {
    private FormatText() {}

    /** Return a text of several lines without what XML and terminals cannot have. */
    static String lines(String text) {
        StringBuilder safe = new StringBuilder(text.length());
        SafeText.lines(text)
                .codePoints()
                .filter(c -> c != 0xFFFE && c != 0xFFFF && !isSurrogate(c))
                .forEach(safe::appendCodePoint);
        return safe.toString();
    }

    /** Return a text as one line of bounded length. */
    static String line(String text, int length) {
        String line = lines(SafeText.line(text));
        if (line.length() <= length) {
            return line;
        }
        int end = Character.isHighSurrogate(line.charAt(length - 1)) ? length - 1 : length;
        return line.substring(0, end) + "…";
    }

    static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static boolean isSurrogate(int c) {
        return c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
    }
}
