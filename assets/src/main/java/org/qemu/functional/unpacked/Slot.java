package org.qemu.functional.unpacked;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The place of one result: {@code <root>/<hash>/<key>}, and beside it {@code .<key>.<random>} for
 * what is being filled or removed. Whoever has the slot for itself knows that any of these is left
 * by a dead process.
 */
record Slot(Path root, String hash, String key) {
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
    static Slot named(Path root, String hash, String name) {
        boolean temporary = isTemporary(name);
        int end = name.lastIndexOf('.');
        return new Slot(root, hash, temporary && end > 0 ? name.substring(1, end) : name);
    }

    static boolean isTemporary(String name) {
        return name.startsWith(".");
    }

    boolean owns(String temporary) {
        return temporary.startsWith("." + key + ".");
    }

    /** Returns a path beside the result's that nothing has. */
    Path temporary() {
        long random = ThreadLocalRandom.current().nextLong();
        return folder().resolve("." + key + "." + Long.toHexString(random));
    }

    Path makeTemporary() throws IOException {
        while (true) {
            Path temporary = temporary();
            try {
                Files.createDirectories(folder());
                return Files.createDirectory(temporary);
            } catch (FileAlreadyExistsException e) {
                if (!Files.isDirectory(folder())) {
                    throw e;
                }
            } catch (NoSuchFileException e) {
                // The folder was empty, and removed by who evicted its last result: once more.
                if (!Files.isDirectory(root)) {
                    throw e;
                }
            }
        }
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
