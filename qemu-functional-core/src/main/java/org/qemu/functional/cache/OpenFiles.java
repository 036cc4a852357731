package org.qemu.functional.cache;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks through the processes of this host for who has a file open. */
public final class OpenFiles {
    private OpenFiles() {}

    /**
     * Tells whether any process that may be looked at has the file open. Those of other users
     * cannot be, unless this is root, nor can those of other containers.
     */
    public static boolean isOpen(Path file) {
        try (DirectoryStream<Path> processes =
                Files.newDirectoryStream(Path.of("/proc"), "[0-9]*")) {
            for (Path process : processes) {
                if (hasOpen(process.resolve("fd"), file)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return false; // no /proc: the caller's own patience has to do
        }
        return false;
    }

    private static boolean hasOpen(Path descriptors, Path file) {
        try (DirectoryStream<Path> links = Files.newDirectoryStream(descriptors)) {
            for (Path link : links) {
                // Comparing names first spares a stat of every open file, which could hang on a
                // dead network mount.
                if (Files.readSymbolicLink(link).endsWith(file.getFileName())
                        && Files.isSameFile(link, file)) {
                    return true;
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            return false; // gone meanwhile, or somebody else's
        }
        return false;
    }
}
