package org.qemu.functional.qmp;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Quote the start of received data in readable form, with a bounded length. */
final class Excerpt {
    /** The maximum number of bytes that are quoted. */
    private static final int MAX_BYTES = 200;

    private Excerpt() {}

    /** Quote bytes; those that are not printable text become {@code \xff}. */
    static String of(byte[] bytes, int length) {
        int end = Math.min(length, MAX_BYTES);
        String text = new String(bytes, 0, end, UTF_8);
        // A character that was cut in two is decoded as a replacement too.
        if (text.indexOf('\ufffd') >= 0) {
            return quote(escaped(bytes, end), length);
        }
        StringBuilder printable = new StringBuilder();
        text.codePoints()
                .forEach(
                        c -> {
                            if (Character.isISOControl(c)) {
                                printable.append("\\x%02x".formatted(c));
                            } else {
                                printable.appendCodePoint(c);
                            }
                        });
        return quote(printable.toString(), length);
    }

    /**
     * Shorten a text to its start, followed by its length.
     *
     * @param limit the maximum length of the result, in characters, at least 40
     */
    static String cut(String text, int limit) {
        if (text.length() <= limit) {
            return text;
        }
        String length = "… (%d characters)".formatted(text.length());
        return text.substring(0, limit - length.length()) + length;
    }

    private static String escaped(byte[] bytes, int end) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < end; i++) {
            int b = bytes[i] & 0xff;
            text.append(b < ' ' || b > '~' ? "\\x%02x".formatted(b) : (char) b);
        }
        return text.toString();
    }

    private static String quote(String text, int length) {
        return length <= MAX_BYTES ? "'" + text + "'" : "'%s…' (%d bytes)".formatted(text, length);
    }
}
