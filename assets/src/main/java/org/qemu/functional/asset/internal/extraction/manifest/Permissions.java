package org.qemu.functional.asset.internal.extraction.manifest;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Sets write permissions: files in the cache have none, those of a test are writable for the owner.
 */
public final class Permissions {
    private static final int WRITE = 0222;
    private static final int OWNER_WRITE = 0200;

    private Permissions() {}

    /** Remove the write permissions from the files of a tree, against accidental changes. */
    public static void withdrawWrite(Path top) throws IOException {
        for (Map.Entry<String, FileStat> entry : TreeScanner.statesOf(top).entrySet()) {
            FileStat state = entry.getValue();
            if (state.isFile()) {
                Path file = top.resolve(entry.getKey());
                Files.setAttribute(file, "unix:mode", state.permissions() & ~WRITE);
            }
        }
    }

    /** Restore the permissions that a file had before {@link #withdrawWrite}. */
    public static void giveBackWrite(Path file, FileStat cached) throws IOException {
        Files.setAttribute(file, "unix:mode", cached.permissions() | OWNER_WRITE);
    }

    public static void set(Path file, FileStat cached) throws IOException {
        Files.setAttribute(file, "unix:mode", cached.permissions());
    }
}
