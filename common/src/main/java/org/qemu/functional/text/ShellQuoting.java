package org.qemu.functional.text;

import java.util.regex.Pattern;

/** Quote words for a POSIX shell (POSIX.1-2017, XCU 2.2.2). */
public final class ShellQuoting {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9_@%+=:,./-]+");

    private ShellQuoting() {}

    /** Return a word in single quotes, so that a shell takes each of its characters literally. */
    public static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /** Return a word as a person would type it: in quotes only if it needs them. */
    public static String quoteIfNeeded(String word) {
        return PLAIN.matcher(word).matches() ? word : quote(word);
    }
}
