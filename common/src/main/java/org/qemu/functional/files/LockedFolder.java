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
 * A private folder, mode 0700, that is locked in the kernel as long as this process lives. Another
 * process that finds it unlocked may remove it: a {@code kill -9} left it behind, in whichever
 * container. Process IDs would not do because containers that share {@code /tmp} each have their
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
     * Create a folder.
     *
     * @param prefix the beginning of its name; at most 7 characters follow
     */
    static LockedFolder create(Path parent, String prefix) throws IOException {
        while (true) {
            // Not with the JDK's temporary folders: their secure random numbers take 10 ms to load.
            // The name need not be unpredictable, because an existing folder is never used.
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

    /** Another process may sweep the folder between any two steps; the last check detects that. */
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
            // Another process removed it before it was locked.
        }
        return Optional.empty();
    }

    Path path() {
        return path;
    }

    /** Delete the folder and everything in it. */
    void delete() throws IOException {
        try {
            Folders.delete(path);
        } finally {
            lock.close();
        }
    }

    /** Remove the folders of this user's processes that have ended. */
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
            // Another process is removing a folder, or there is no /proc. Sweeping is best effort.
        }
    }

    private static void sweepOne(Path folder) throws IOException {
        Path file = folder.resolve(LOCK);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            folder.toFile().delete(); // never locked: deleted only if it is empty
            return;
        }
        try (HeldLock lock = tryLock(FileLocks.ofExisting(file))) {
            if (lock != null) {
                Folders.delete(folder);
            }
        } catch (NoSuchFileException e) {
            // Another process has just removed it.
        }
    }

    private static @Nullable HeldLock tryLock(FileLocks locks) throws IOException {
        return locks.tryLock(0, LockMode.EXCLUSIVE);
    }
}
