package org.qemu.functional.trace.internal;

import org.jspecify.annotations.Nullable;
import org.qemu.functional.text.SafeText;

/**
 * The fields of a JSON object (RFC 8259) on one line. The harness writes its traces with this and
 * not with a JSON library, because loading one would take longer than writing all lines of a test.
 *
 * <p>All texts are cut to {@link #MAX_TEXT} characters unless a method says otherwise. Characters
 * that a terminal acts on are escaped, so that a trace can be printed, and the passwords of URLs
 * are masked.
 */
public final class JsonFields {
    /** The maximum number of characters of a text. */
    public static final int MAX_TEXT = 4096;

    private static final char[] HEX = "0123456789abcdef".toCharArray();
    private static final char LAST_PRINTABLE_ASCII = '~';
    private static final char FIRST_PRINTABLE_LATIN = '\u00a0';
    private static final char REPLACEMENT = '\ufffd';

    private final StringBuilder text = new StringBuilder(256);

    /** Add a text; nothing if it is {@code null}. */
    public JsonFields put(String name, @Nullable CharSequence value) {
        return put(name, value, MAX_TEXT);
    }

    /**
     * Add a text; nothing if it is {@code null}.
     *
     * @param limit the maximum number of characters that are kept
     */
    public JsonFields put(String name, @Nullable CharSequence value, int limit) {
        if (value != null) {
            name(name);
            quote(text, SafeText.withoutPasswords(value.toString()), limit);
        }
        return this;
    }

    /** Add an integer. */
    public JsonFields put(String name, long value) {
        name(name).append(value);
        return this;
    }

    /** Add a truth value. */
    public JsonFields put(String name, boolean value) {
        name(name).append(value);
        return this;
    }

    /** Add the string forms of objects as an array. */
    public JsonFields put(String name, Iterable<?> values) {
        name(name).append('[');
        String comma = "";
        for (Object value : values) {
            text.append(comma);
            quote(text, SafeText.withoutPasswords(String.valueOf(value)), MAX_TEXT);
            comma = ",";
        }
        text.append(']');
        return this;
    }

    /** Add a time in seconds, with six decimal places. */
    public JsonFields seconds(String name, long nanos) {
        appendSeconds(name(name), nanos);
        return this;
    }

    /** Add a value that is JSON on one line. */
    public JsonFields json(String name, CharSequence json) {
        name(name).append(json);
        return this;
    }

    private StringBuilder name(String name) {
        if (text.length() > 0) {
            text.append(',');
        }
        return text.append('"').append(name).append("\":");
    }

    StringBuilder text() {
        return text;
    }

    static StringBuilder appendSeconds(StringBuilder to, long nanos) {
        long micros = Math.max(0, nanos) / 1000;
        to.append(micros / 1_000_000).append('.');
        long rest = micros % 1_000_000;
        for (long digit = 100_000; digit > 0; digit /= 10) {
            to.append((char) ('0' + rest / digit % 10));
        }
        return to;
    }

    /** Append a text as a JSON string. A surrogate without its other half is replaced. */
    static void quote(StringBuilder to, CharSequence value, int limit) {
        int length = value.length();
        int end = Math.min(length, limit);
        if (end < length && end > 0 && Character.isHighSurrogate(value.charAt(end - 1))) {
            end--; // not within a character
        }
        to.append('"');
        int plain = 0;
        for (int i = 0; i < end; i++) {
            char c = value.charAt(i);
            if (c >= ' ' && c <= LAST_PRINTABLE_ASCII && c != '"' && c != '\\') {
                continue;
            }
            to.append(value, plain, i);
            if (Character.isHighSurrogate(c)
                    && i + 1 < end
                    && Character.isLowSurrogate(value.charAt(i + 1))) {
                to.append(c).append(value.charAt(++i));
            } else {
                escape(to, c);
            }
            plain = i + 1;
        }
        to.append(value, plain, end);
        if (end < length) {
            to.append("… (").append(length).append(" characters)");
        }
        to.append('"');
    }

    private static void escape(StringBuilder to, char c) {
        switch (c) {
            case '"', '\\' -> to.append('\\').append(c);
            case '\n' -> to.append("\\n");
            case '\r' -> to.append("\\r");
            case '\t' -> to.append("\\t");
            default -> {
                if (Character.isSurrogate(c)) {
                    to.append(REPLACEMENT);
                } else if (c < FIRST_PRINTABLE_LATIN || isFormat(c)) {
                    to.append("\\u");
                    for (int shift = 12; shift >= 0; shift -= 4) {
                        to.append(HEX[c >> shift & 0xf]);
                    }
                } else {
                    to.append(c);
                }
            }
        }
    }

    /** Return whether a character ends a line or changes the direction of the text around it. */
    private static boolean isFormat(char c) {
        return (c >= '\u200b' && c <= '\u200f')
                || (c >= '\u2028' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069')
                || c == '\u061c'
                || c == '\ufeff';
    }
}
