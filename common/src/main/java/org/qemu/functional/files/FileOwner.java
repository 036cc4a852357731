package org.qemu.functional.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Whose files in a shared cache are believed without being hashed: those of this process's user and
 * root's. What another user has written may have been changed, or made up.
 */
public final class FileOwner {
    private static final int ROOT = 0;
    private static final int UNKNOWN = -1;
    private static final int SELF = self();

    private FileOwner() {}

    /** Returns whether a file, or a link itself, is this user's or root's. */
    public static boolean isTrusted(Path file) {
        try {
            return isTrusted(
                    (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns whether files of a user are believed. */
    static boolean isTrusted(int uid) {
        return uid == ROOT || (uid == SELF && uid != UNKNOWN);
    }

    /** Returns in words whose a file is and what its mode is, "" if nobody knows. */
    public static String describe(Path file) {
        try {
            int mode = (Integer) Files.getAttribute(file, "unix:mode");
            return "it belongs to user '%s' and has mode %04o"
                    .formatted(Files.getOwner(file).getName(), mode & 07777);
        } catch (IOException e) {
            return "";
        }
    }

    /** The effective user: without a method of the JDK, and without reading a file's text. */
    private static int self() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            return UNKNOWN; // so all but root's is hashed
        }
    }
}
