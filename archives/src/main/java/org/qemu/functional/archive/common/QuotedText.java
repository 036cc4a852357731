package org.qemu.functional.archive.common;

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
        return name.length() <= NAME
                ? SafeText.line(name)
                : "%s… (%d characters)".formatted(SafeText.line(start(name, NAME)), name.length());
    }

    /** Return the message of a library, shortened. */
    public static String message(String message) {
        return message.length() <= MESSAGE
                ? SafeText.line(message)
                : SafeText.line(start(message, MESSAGE)) + "…";
    }

    /** Truncate the text, but not between the two halves of a surrogate pair. */
    private static String start(String text, int length) {
        boolean half = Character.isHighSurrogate(text.charAt(length - 1));
        return text.substring(0, half ? length - 1 : length);
    }
}
