package org.qemu.functional.archive.common;

/** Makes text that comes from outside fit for a message: short, and without control characters. */
public final class Shown {
    /** The most of a name that is shown, in characters; some names have many kilobytes. */
    private static final int NAME = 255;

    /** The most of a message that is shown, in characters. */
    private static final int MESSAGE = 2000;

    private Shown() {}

    /** Return enough of a name to know it by. */
    public static String name(String name) {
        return name.length() <= NAME
                ? printable(name)
                : "%s… (%d characters)".formatted(printable(start(name, NAME)), name.length());
    }

    /** Return enough of what a library says. */
    public static String message(String message) {
        return message.length() <= MESSAGE
                ? printable(message)
                : printable(start(message, MESSAGE)) + "…";
    }

    /** Cuts, though not between the two halves of a character. */
    private static String start(String text, int length) {
        boolean half = Character.isHighSurrogate(text.charAt(length - 1));
        return text.substring(0, half ? length - 1 : length);
    }

    private static String printable(String text) {
        if (text.chars().allMatch(c -> c >= ' ' && c <= '~')) {
            return text;
        }
        StringBuilder shown = new StringBuilder();
        text.codePoints().forEach(c -> append(shown, c));
        return shown.toString();
    }

    private static void append(StringBuilder shown, int c) {
        switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    shown.append(c < 0x100 ? "\\x%02x".formatted(c) : "\\u%04x".formatted(c));
            default -> shown.appendCodePoint(c);
        }
    }
}
