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
 * A folder that is either complete or absent, even if a process is killed at any point: it is
 * filled under a temporary name beside it, then renamed.
 *
 * <p>For use by one thread of one process at a time, which an exclusive lock of {@link FileLocks}
 * ensures. So whoever has the lock knows that all temporary folders are left by dead processes.
 */
public final class AtomicFolder {
    private final Path folder;
    private final String prefix;

    private AtomicFolder(Path folder, String prefix) {
        this.folder = folder;
        this.prefix = prefix;
    }

    /**
     * Return the folder of a path. Touch no file yet.
     *
     * @param folder need not exist
     * @param prefix of the names of its temporary folders, which no other folder beside it shares
     */
    public static AtomicFolder of(Path folder, String prefix) {
        return new AtomicFolder(folder, prefix);
    }

    /** Make an empty temporary folder, and the folder it is in if need be. */
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
                // Another process removed the parent, when it was empty, just before it was looked
                // at. Or the random name is taken.
            } catch (NoSuchFileException e) {
                // Another process removed the parent just now.
                if (!Files.isDirectory(parent.getParent())) {
                    throw e;
                }
            }
        }
    }

    /** Give a temporary folder the final name. What has that name is removed before. */
    public void publish(Path temporary) throws IOException {
        remove();
        Files.move(temporary, folder, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Remove the folder, if there is one. It is absent at once, then deleted. */
    public void remove() throws IOException {
        Path temporary = temporary();
        try {
            Files.move(folder, temporary, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return;
        }
        Folders.delete(temporary);
    }

    /** Remove the temporary folders of processes that died when they filled or removed this one. */
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

    /** Looks once, as two looks might see what was removed and what was made after it. */
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
