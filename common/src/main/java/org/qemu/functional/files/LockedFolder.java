package org.qemu.functional.files;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * A private folder, mode 0700, that is locked in the kernel for as long as this process lives. So
 * whoever finds it unlocked may remove it: what a {@code kill -9} has left, whichever container it
 * was in. Process IDs would tell nothing, as containers that share {@code /tmp} each have their
 * own.
 */
final class LockedFolder {
    private static final String LOCK = ".lock";

    private final Path path;
    private final HeldLock lock;

    private LockedFolder(Path path, HeldLock lock) {
        this.path = path;
        this.lock = lock;
    }

    /**
     * Make a folder.
     *
     * @param prefix of its name, before at most 7 characters
     */
    static LockedFolder create(Path parent, String prefix) throws IOException {
        while (true) {
            // Not as the JDK makes temporary folders: there is nothing to guess, as a folder that
            // is there is not taken, and its source of random numbers takes 10 ms to load.
            Path path =
                    parent.resolve(
                            prefix
                                    + Integer.toUnsignedString(
                                            ThreadLocalRandom.current().nextInt(), 36));
            Optional<LockedFolder> made = tryCreate(path);
            if (made.isPresent()) {
                return made.get();
            }
        }
    }

    /** Somebody who sweeps may come between any two steps; the last one tells. */
    private static Optional<LockedFolder> tryCreate(Path path) throws IOException {
        try {
            Files.createDirectory(
                    path,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            return Optional.empty();
        }
        try {
            HeldLock lock = tryLock(FileLocks.of(path.resolve(LOCK)));
            if (lock != null && Files.exists(path.resolve(LOCK))) {
                return Optional.of(new LockedFolder(path, lock));
            }
            if (lock != null) {
                lock.close();
            }
        } catch (NoSuchFileException e) {
            // Swept before it was locked.
        }
        return Optional.empty();
    }

    Path path() {
        return path;
    }

    /** Remove the folder with all that is in it. */
    void delete() throws IOException {
        try {
            Folders.delete(path);
        } finally {
            lock.close();
        }
    }

    /** Remove the folders of this user's processes that are no more. */
    static void sweep(Path parent, String prefix) {
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, prefix + "*")) {
            Object self = Files.getAttribute(Path.of("/proc/self"), "unix:uid");
            for (Path folder : folders) {
                if (self.equals(
                        Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS))) {
                    sweepOne(folder);
                }
            }
        } catch (IOException | RuntimeException e) {
            // One that another process removes right now, or no /proc: not ours to mind.
        }
    }

    private static void sweepOne(Path folder) throws IOException {
        Path file = folder.resolve(LOCK);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            folder.toFile().delete(); // killed before it was locked: it is empty, or it stays
            return;
        }
        try (HeldLock lock = tryLock(FileLocks.ofExisting(file))) {
            if (lock != null) {
                Folders.delete(folder);
            }
        } catch (NoSuchFileException e) {
            // Another process was faster.
        }
    }

    private static @Nullable HeldLock tryLock(FileLocks locks) throws IOException {
        return locks.tryLock(0, LockMode.EXCLUSIVE);
    }
}
