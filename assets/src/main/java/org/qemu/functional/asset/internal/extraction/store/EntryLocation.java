package org.qemu.functional.asset.internal.extraction.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.qemu.functional.files.AtomicFolder;

/**
 * The location of one result, {@code <root>/<hash>/<key>}, with {@code .<key>.<random>} beside it
 * while it is being filled or removed. The holder of the exclusive lock can assume that any of the
 * latter was left behind by a dead process.
 */
public record EntryLocation(Path root, String hash, String key) {
    public Path folder() {
        return root.resolve(hash);
    }

    public Path entry() {
        return folder().resolve(key);
    }

    /**
     * Return the position in the lock file. If two entries share one, they only wait unnecessarily.
     */
    long position() {
        return Fnv.of(hash + "/" + key) >>> 2;
    }

    /** Return the entry that a file name in the folder of a hash belongs to. */
    static EntryLocation named(Path root, String hash, String name) {
        boolean temporary = isTemporary(name);
        int end = name.lastIndexOf('.');
        return new EntryLocation(root, hash, temporary && end > 0 ? name.substring(1, end) : name);
    }

    static boolean isTemporary(String name) {
        return name.startsWith(".");
    }

    /** Return the folder of the result. The caller must have the exclusive lock. */
    public AtomicFolder result() {
        return AtomicFolder.of(entry(), "." + key + ".");
    }

    /** Remove the folder of the asset if it contains no result. */
    public void removeEmptyFolder() {
        try {
            Files.deleteIfExists(folder());
        } catch (IOException e) {
            // It contains other results.
        }
    }
}
