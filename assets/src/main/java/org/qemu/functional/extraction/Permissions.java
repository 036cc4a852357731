package org.qemu.functional.extraction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Sets permission bits: files in the cache have none to write, those of a test have the owner's.
 */
final class Permissions {
    private static final int WRITE = 0222;
    private static final int OWNER_WRITE = 0200;

    private Permissions() {}

    /** Lets nobody write to the files of a tree by accident. */
    static void withdrawWrite(Path top) throws IOException {
        for (Map.Entry<String, FileStat> entry : TreeScanner.statesOf(top).entrySet()) {
            FileStat state = entry.getValue();
            if (state.isFile()) {
                Path file = top.resolve(entry.getKey());
                Files.setAttribute(file, "unix:mode", state.permissions() & ~WRITE);
            }
        }
    }

    /** Gives a file what it had before {@link #withdrawWrite}. */
    static void giveBackWrite(Path file, FileStat cached) throws IOException {
        Files.setAttribute(file, "unix:mode", cached.permissions() | OWNER_WRITE);
    }

    static void set(Path file, FileStat cached) throws IOException {
        Files.setAttribute(file, "unix:mode", cached.permissions());
    }
}
