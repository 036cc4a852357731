package org.qemu.functional.guest;

/** Spells words so that a POSIX shell takes them as they are. */
final class ShellQuoting {
    private ShellQuoting() {}

    static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
