package org.qemu.functional.tap.internal;

import org.qemu.functional.text.SafeText;

/**
 * Converts any text to the single line of a name or a reason.
 *
 * <p>TAP 13 has no escapes that all its readers support: meson cuts a name at the first {@code #}
 * and interprets {@code \# SKIP} as a directive ({@code mesonbuild/mtest.py}, {@code TAPParser});
 * prove and TAP 14 interpret a backslash as an escape. So characters that would be misread are
 * replaced by similar ones without a meaning for any of them, and the original is written to the
 * YAML block.
 */
public final class TapText {

    /**
     * In UTF-16 units. This is enough for a sentence, and keeps a line far below what meson reads
     * at once (64 KiB).
     */
    static final int MAX_LENGTH = 1000;

    private static final char FULLWIDTH_NUMBER_SIGN = '\uFF03';

    private TapText() {}

    /**
     * Return {@code text} as the name of a point: like {@link #reason(String)}, with {@code #} in
     * its full-width form.
     */
    public static String name(String text) {
        return reason(text).replace('#', FULLWIDTH_NUMBER_SIGN);
    }

    /**
     * Return {@code text} as a skip reason: on one line, without surrounding white space, of
     * bounded length. Here {@code #} is kept, because after the directive every reader takes the
     * rest of the line literally.
     */
    public static String reason(String text) {
        String shown = visible(strip(text));
        return shown.length() <= MAX_LENGTH ? shown : cut(shown, MAX_LENGTH - 1) + "…";
    }

    /**
     * Return {@code text} without passwords of URLs, and with every character that is invisible or
     * would end the line replaced by a visible symbol.
     */
    public static String visible(String text) {
        return SafeText.line(text);
    }

    /**
     * Return whether a reader may treat the character as white space: Perl's {@code \s}, Python's,
     * Java's. Of the control characters, only those of ordinary text files count; the others are
     * never written raw.
     */
    public static boolean isSpace(int c) {
        if (c < 0x20) {
            return c == '\t' || c == '\n' || c == '\r';
        }
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    /** Return {@code text} without the characters that any reader would strip from its ends. */
    public static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    /**
     * Return the first {@code length} UTF-16 units of {@code text}, or one less if that would split
     * a surrogate pair.
     */
    public static String cut(String text, int length) {
        return text.substring(
                0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }
}
