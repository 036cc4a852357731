package org.qemu.functional.extraction;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.qemu.functional.files.AtomicFolder;

/**
 * The place of one result: {@code <root>/<hash>/<key>}, and beside it {@code .<key>.<random>} for
 * what is being filled or removed. Whoever has the slot for itself knows that any of these is left
 * by a dead process.
 */
record EntryLocation(Path root, String hash, String key) {
    Path folder() {
        return root.resolve(hash);
    }

    Path entry() {
        return folder().resolve(key);
    }

    /** Where on the file of locks this slot's is. Two that share one only wait needlessly. */
    long position() {
        return Fnv.of(hash + "/" + key) >>> 2;
    }

    /** Returns the slot that a name in the folder of a hash belongs to. */
    static EntryLocation named(Path root, String hash, String name) {
        boolean temporary = isTemporary(name);
        int end = name.lastIndexOf('.');
        return new EntryLocation(root, hash, temporary && end > 0 ? name.substring(1, end) : name);
    }

    static boolean isTemporary(String name) {
        return name.startsWith(".");
    }

    /** Returns the folder of the result, for whoever has the slot for itself. */
    AtomicFolder result() {
        return AtomicFolder.of(entry(), "." + key + ".");
    }

    /** Removes the folder of the asset, if it has no result. */
    void removeEmptyFolder() {
        try {
            Files.deleteIfExists(folder());
        } catch (IOException e) {
            // It has others.
        }
    }
}
