package org.qemu.functional.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Decides whose files in a shared cache are trusted without being hashed: those of the user of this
 * process and of root. Another user may have changed or forged theirs.
 */
public final class FileOwner {
    private static final int ROOT = 0;
    private static final int UNKNOWN = -1;
    private static final int SELF = self();

    private FileOwner() {}

    /** Return whether a file, or a link itself, belongs to this user or to root. */
    public static boolean isTrusted(Path file) {
        try {
            return isTrusted(
                    (Integer) Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS));
        } catch (IOException e) {
            return false;
        }
    }

    /** Return whether the files of a user are trusted. */
    static boolean isTrusted(int uid) {
        return uid == ROOT || (uid == SELF && uid != UNKNOWN);
    }

    /** Return a description of the owner and mode of a file, or "" if they cannot be read. */
    public static String describe(Path file) {
        try {
            int mode = (Integer) Files.getAttribute(file, "unix:mode");
            return "it belongs to user '%s' and has mode %04o"
                    .formatted(Files.getOwner(file).getName(), mode & 07777);
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * The effective user ID. The JDK has no method for it; this needs no file's text to be parsed.
     */
    private static int self() {
        try {
            return (Integer) Files.getAttribute(Path.of("/proc/self"), "unix:uid");
        } catch (IOException e) {
            return UNKNOWN; // only root's files are trusted then
        }
    }
}
