package org.qemu.functional.guest;

/** Quote words for a POSIX shell. */
final class ShellQuoting {
    private ShellQuoting() {}

    static String quote(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }
}
