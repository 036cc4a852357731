package org.qemu.functional.archive.common;

import org.qemu.functional.text.SafeText;

/** Makes text that comes from outside fit for a message: short, and without control characters. */
public final class QuotedText {
    /** The most of a name that is shown, in characters; some names have many kilobytes. */
    private static final int NAME = 255;

    /** The most of a message that is shown, in characters. */
    private static final int MESSAGE = 2000;

    private QuotedText() {}

    /** Return enough of a name to know it by. */
    public static String name(String name) {
        return name.length() <= NAME
                ? SafeText.line(name)
                : "%s… (%d characters)".formatted(SafeText.line(start(name, NAME)), name.length());
    }

    /** Return enough of what a library says. */
    public static String message(String message) {
        return message.length() <= MESSAGE
                ? SafeText.line(message)
                : SafeText.line(start(message, MESSAGE)) + "…";
    }

    /** Cuts, though not between the two halves of a character. */
    private static String start(String text, int length) {
        boolean half = Character.isHighSurrogate(text.charAt(length - 1));
        return text.substring(0, half ? length - 1 : length);
    }
}
