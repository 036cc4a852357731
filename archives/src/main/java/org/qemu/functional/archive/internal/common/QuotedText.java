package org.qemu.functional.archive.internal.common;

import org.qemu.functional.text.SafeText;

/** Makes text from outside fit for a message: short, and without control characters. */
public final class QuotedText {
    /** Maximum length of a name in a message, in characters; some names have many kilobytes. */
    private static final int NAME = 255;

    /** Maximum length of a quoted message, in characters. */
    private static final int MESSAGE = 2000;

    private QuotedText() {}

    /** Return a name, shortened but recognizable. */
    public static String name(String name) {
        String text = SafeText.line(start(name, NAME));
        return name.length() <= NAME && text.length() <= NAME
                ? text
                : "%s… (%d characters)".formatted(start(text, NAME), name.length());
    }

    /** Return the message of a library, shortened. */
    public static String message(String message) {
        String text = SafeText.line(start(message, MESSAGE));
        return message.length() <= MESSAGE && text.length() <= MESSAGE
                ? text
                : start(text, MESSAGE) + "…";
    }

    /**
     * Truncate a text, but not between the two halves of a surrogate pair. A text has to be
     * truncated before it is made safe, as it may be large, and after it, as {@link SafeText}
     * writes some characters as eight.
     */
    private static String start(String text, int length) {
        if (text.length() <= length) {
            return text;
        }
        boolean half = Character.isHighSurrogate(text.charAt(length - 1));
        return text.substring(0, half ? length - 1 : length);
    }
}
