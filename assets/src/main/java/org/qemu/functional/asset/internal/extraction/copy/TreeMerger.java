package org.qemu.functional.asset.internal.extraction.copy;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.internal.extraction.manifest.FileStat;

/**
 * Moves a tree into a folder: new names, files over files and folders onto folders. Anything else,
 * such as a folder that replaces a link, needs a direct extraction, because the result depends on
 * the archive's data about each folder.
 */
record TreeMerger(Path folder) {
    boolean accepts(Path tree) throws IOException {
        return accepts(tree, folder);
    }

    private static boolean accepts(Path from, Path to) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(from)) {
            for (Path child : children) {
                Path target = to.resolve(child.getFileName());
                FileStat there = stateOf(target);
                if (there != null && !acceptsAt(child, target, there)) {
                    return false;
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return true;
    }

    private static boolean acceptsAt(Path child, Path target, FileStat there) throws IOException {
        FileStat state = FileStat.of(child);
        if (state.isDirectory() != there.isDirectory()) {
            return false;
        }
        // The archive may or may not contain a mode for the folder; only an equal mode is always
        // right.
        return !state.isDirectory()
                || (state.permissions() == there.permissions() && accepts(child, target));
    }

    void move(Path tree) throws IOException {
        move(tree, folder);
    }

    private static void move(Path from, Path to) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(from)) {
            for (Path child : children) {
                Path target = to.resolve(child.getFileName());
                if (Files.isDirectory(target, LinkOption.NOFOLLOW_LINKS)) {
                    move(child, target);
                } else {
                    Files.move(child, target, StandardCopyOption.ATOMIC_MOVE);
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    private static @Nullable FileStat stateOf(Path path) throws IOException {
        try {
            return FileStat.of(path);
        } catch (NoSuchFileException e) {
            return null;
        }
    }
}
