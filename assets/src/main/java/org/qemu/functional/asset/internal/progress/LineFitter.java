package org.qemu.functional.asset.internal.progress;

import org.qemu.functional.text.SafeText;

/** Fits a line into the width of a terminal. */
final class LineFitter {
    private static final String CUT = "…";
    private static final int SHORTEST_NAME = 8;

    private LineFitter() {}

    /** Align the name to the left and the rest to the right, and shorten the name if necessary. */
    static String of(String name, String rest, int width) {
        int room = width - rest.length() - 2;
        if (room < SHORTEST_NAME) {
            return cut(name + "  " + rest, width);
        }
        String left = cut(name, room);
        return left + " ".repeat(room - left.length() + 2) + rest;
    }

    /** Truncate a line that is too long, and remove everything that would move the cursor. */
    static String cut(String text, int width) {
        String plain = SafeText.line(text);
        if (plain.length() <= width) {
            return plain;
        }
        return width < 2 ? "" : plain.substring(0, width - 1) + CUT;
    }
}
