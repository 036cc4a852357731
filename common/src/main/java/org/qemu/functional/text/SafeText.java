package org.qemu.functional.text;

/**
 * Makes text from outside (a server, an archive, a guest) safe to show.
 *
 * <p>Control characters are replaced by visible symbols: a terminal would move the cursor, rename
 * the window or overwrite other text. The passwords of URLs are replaced by {@code ***}. All
 * methods are idempotent and take time linear in the length of the text.
 */
public final class SafeText {
    private static final char NEWLINE_SYMBOL = '\u2424';
    private static final char REPLACEMENT = '\uFFFD';

    private SafeText() {}

    /** Return the text as one line, without control characters and passwords. */
    public static String line(String text) {
        return printable(withoutPasswords(text), false);
    }

    /**
     * Return the text without passwords, and without control characters except line feed and tab; a
     * carriage return before a line feed is dropped.
     */
    public static String lines(String text) {
        return printable(withoutPasswords(text), true);
    }

    /**
     * Return the text with the passwords of its URLs replaced by {@code ***}: user and password
     * before the host, and the values of parameters such as {@code token}.
     */
    public static String withoutPasswords(String text) {
        return UrlPasswords.mask(text);
    }

    /**
     * Return an exception whose message is safe as {@link #lines} makes it: {@code thrown} itself
     * if its message is safe already and it has no cause, else a new exception with the same stack
     * trace.
     */
    public static Throwable cause(Throwable thrown) {
        String message = String.valueOf(thrown.getMessage());
        if (lines(message).equals(message) && thrown.getCause() == null) {
            return thrown;
        }
        Exception safe = new Exception(lines(thrown.toString()));
        safe.setStackTrace(thrown.getStackTrace());
        return safe;
    }

    private static String printable(String text, boolean severalLines) {
        int first = 0;
        while (first < text.length() && isPlain(text.charAt(first), severalLines)) {
            first++;
        }
        if (first == text.length()) {
            return text;
        }
        StringBuilder safe = new StringBuilder(text.length() + 16).append(text, 0, first);
        for (int i = first, c; i < text.length(); i += Character.charCount(c)) {
            c = text.codePointAt(i);
            if (c == '\r' && i + 1 < text.length() && text.charAt(i + 1) == '\n') {
                continue;
            }
            append(safe, c, severalLines);
        }
        return safe.toString();
    }

    private static boolean isPlain(char c, boolean severalLines) {
        return (c >= ' ' && c < 0x7F) || (severalLines && (c == '\n' || c == '\t'));
    }

    private static void append(StringBuilder safe, int c, boolean severalLines) {
        if (severalLines && (c == '\n' || c == '\t')) {
            safe.append((char) c);
        } else if (c == '\n' || c == '\r' || c == 0x85 || c == 0x2028 || c == 0x2029) {
            safe.append(NEWLINE_SYMBOL);
        } else if (c < 0x20) {
            safe.append((char) (0x2400 + c));
        } else if (c == 0x7F) {
            safe.append('\u2421');
        } else if ((c > 0x7F && c < 0xA0) || isDirection(c)) {
            safe.append("<U+%04X>".formatted(c));
        } else {
            safe.appendCodePoint(isEncodable(c) ? c : REPLACEMENT);
        }
    }

    /**
     * Return whether a character changes the display order of the text after it: Unicode annex 9.
     */
    private static boolean isDirection(int c) {
        return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
    }

    /** Return whether UTF-8, XML 1.0 and YAML 1.2 can all represent the code point. */
    public static boolean isEncodable(int c) {
        return !(c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                && c != 0xFFFE
                && c != 0xFFFF;
    }
}
