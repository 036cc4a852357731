package org.qemu.functional.files;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.concurrent.ThreadLocalRandom;

/**
 * A folder that is either complete or absent, even if a process is killed at any point. It is
 * filled under a temporary name beside the final one, then renamed.
 *
 * <p>Only one thread of one process may use a folder at a time; an exclusive lock of {@link
 * FileLocks} ensures that. The holder of the lock can therefore assume that every temporary folder
 * was left behind by a dead process.
 */
public final class AtomicFolder {
    private final Path folder;
    private final String prefix;

    private AtomicFolder(Path folder, String prefix) {
        this.folder = folder;
        this.prefix = prefix;
    }

    /**
     * Return the folder at a path, without accessing the file system.
     *
     * @param folder the final path; it need not exist
     * @param prefix the prefix of the names of temporary folders; no other folder beside this one
     *     may use it
     */
    public static AtomicFolder of(Path folder, String prefix) {
        return new AtomicFolder(folder, prefix);
    }

    /**
     * Create an empty temporary folder, and its parent folders if they do not exist.
     *
     * @throws IOException if a folder cannot be created
     */
    public Path createTemporary() throws IOException {
        Path parent = folder.getParent();
        while (true) {
            Path temporary = temporary();
            try {
                Files.createDirectories(parent);
                return Files.createDirectory(temporary);
            } catch (FileAlreadyExistsException e) {
                if (isNoDirectory(parent)) {
                    throw e;
                }
                // Either another process removed the parent, which was empty, just before it was
                // checked, or the random name is in use.
            } catch (NoSuchFileException e) {
                // Another process has just removed the parent.
                if (!Files.isDirectory(parent.getParent())) {
                    throw e;
                }
            }
        }
    }

    /**
     * Rename a temporary folder to the final name, after removing any folder of that name.
     *
     * @throws IOException if the old folder cannot be removed or the new one cannot be renamed
     */
    public void publish(Path temporary) throws IOException {
        remove();
        Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    /**
     * Remove the folder if it exists. It is renamed first, so it is absent at once, then deleted.
     *
     * @throws IOException if the folder cannot be renamed or deleted
     */
    public void remove() throws IOException {
        Path temporary = temporary();
        try {
            Files.move(folder, temporary, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return;
        }
        Folders.delete(temporary);
    }

    /**
     * Remove the temporary folders of processes that died while they filled or removed this folder.
     *
     * @throws IOException if the parent folder cannot be read or a temporary folder cannot be
     *     deleted
     */
    public void removeLeftovers() throws IOException {
        try (DirectoryStream<Path> paths = Files.newDirectoryStream(folder.getParent())) {
            for (Path path : paths) {
                if (path.getFileName().toString().startsWith(prefix)) {
                    Folders.delete(path);
                }
            }
        } catch (NoSuchFileException e) {
            return; // nothing was filled yet
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
    }

    /**
     * Read the attributes once: with two checks, one could see the old file and the other a new
     * one.
     */
    private static boolean isNoDirectory(Path path) throws IOException {
        try {
            return !Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    .isDirectory();
        } catch (NoSuchFileException e) {
            return false;
        }
    }

    private Path temporary() {
        long random = ThreadLocalRandom.current().nextLong();
        return folder.resolveSibling(prefix + Long.toHexString(random));
    }
}
