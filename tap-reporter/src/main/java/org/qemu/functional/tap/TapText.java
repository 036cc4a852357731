package org.qemu.functional.tap;

import org.qemu.functional.text.SafeText;

/**
 * Turns any text into the one line that a name or a reason may be.
 *
 * <p>TAP 13 has no escapes that all its readers know: meson cuts a name at the first {@code #} and
 * takes {@code \# SKIP} for a directive ({@code mesonbuild/mtest.py}, {@code TAPParser}), prove and
 * TAP 14 take a backslash for an escape. So what would be misread is replaced by a look-alike that
 * means nothing to any of them, and the original goes into the YAML block.
 */
final class TapText {

    /**
     * In UTF-16 units; enough for a sentence, while a line stays far below what meson reads at once
     * (64 KiB).
     */
    static final int MAX_LENGTH = 1000;

    private static final char FULLWIDTH_NUMBER_SIGN = '\uFF03';

    private TapText() {}

    /**
     * Returns {@code text} as the name of a point: {@link #reason(String)}, and {@code #} in its
     * full-width form.
     */
    static String name(String text) {
        return reason(text).replace('#', FULLWIDTH_NUMBER_SIGN);
    }

    /**
     * Returns {@code text} as a skip reason: on one line, without white space around it, bounded in
     * length. Here {@code #} stays: after the directive every reader takes the rest of the line as
     * it is.
     */
    static String reason(String text) {
        String shown = visible(strip(text));
        return shown.length() <= MAX_LENGTH ? shown : cut(shown, MAX_LENGTH - 1) + "…";
    }

    /**
     * Returns {@code text} with every character that would not show, or would end the line,
     * replaced by a sign for it, and without passwords of URLs.
     */
    static String visible(String text) {
        return SafeText.line(text);
    }

    /**
     * Tells whether a reader may take the character for white space: Perl's {@code \s}, Python's,
     * Java's. Of the controls only those of every text file count; the others are never written
     * raw.
     */
    static boolean isSpace(int c) {
        if (c < 0x20) {
            return c == '\t' || c == '\n' || c == '\r';
        }
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    /** Returns {@code text} without what any reader would strip from its ends. */
    static String strip(String text) {
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
     * Returns the first {@code length} UTF-16 units of {@code text}, one less rather than half a
     * character.
     */
    static String cut(String text, int length) {
        return text.substring(
                0, Character.isHighSurrogate(text.charAt(length - 1)) ? length - 1 : length);
    }
}
