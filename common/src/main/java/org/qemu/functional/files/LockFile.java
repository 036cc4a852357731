package org.qemu.functional.files;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A file of locks that this process has open once, whatever its paths, and closes with its last
 * user: POSIX drops all locks of a process on a file when it closes any descriptor of that file.
 *
 * <p>For the same reason no thread that somebody may interrupt waits for the kernel, as an
 * interrupt closes the channel: that is for {@link LockRequest}. An attempt that never waits is
 * safe in any thread: of {@link FileChannel}, only blocking operations heed interrupts.
 */
final class LockFile {
    /** What this process has open, by device and inode; guarded by itself. */
    private static final Map<Object, LockFile> OPEN = new HashMap<>();

    private final Object key;
    private final Path path;
    private final FileChannel channel;

    /** What the file could not be opened for, and why. */
    private final @Nullable LockMode refused;

    private final @Nullable FileSystemException reason;

    /** Guarded by itself. Kernel locks are referenced from here: the JDK forgets collected ones. */
    private final Map<Long, LockPosition> positions = new HashMap<>();

    /** Guarded by {@link #OPEN}. */
    private int users;

    private LockFile(
            Object key,
            Path path,
            FileChannel channel,
            @Nullable LockMode refused,
            @Nullable FileSystemException reason) {
        this.key = key;
        this.path = path;
        this.channel = channel;
        this.refused = refused;
        this.reason = reason;
    }

    /**
     * Opens a file for one more user, who has to {@link #leave}.
     *
     * @param create the file, if there is none
     */
    static LockFile open(Path path, boolean create) throws IOException {
        synchronized (OPEN) {
            Object key = identify(path, create);
            LockFile file = OPEN.get(key);
            if (file == null) {
                file = openFirst(key, path);
                OPEN.put(key, file);
            }
            file.users++;
            return file;
        }
    }

    /** Looks at the file without opening it, for it may be open. */
    private static Object identify(Path path, boolean create) throws IOException {
        try {
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        } catch (NoSuchFileException e) {
            if (!create) {
                throw e;
            }
            create(path);
            return Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        }
    }

    private static void create(Path path) throws IOException {
        try {
            // It closes a descriptor, of a file that nobody has locked yet.
            Files.createFile(path);
        } catch (FileAlreadyExistsException e) {
            // Another process was faster.
        }
    }

    /** Settles for less where the file is another user's or on a file system mounted read-only. */
    private static LockFile openFirst(Object key, Path path) throws IOException {
        try {
            FileChannel channel =
                    FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
            return new LockFile(key, path, channel, null, null);
        } catch (FileSystemException e) {
            if (Files.isReadable(path)) {
                FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
                return new LockFile(key, path, channel, LockMode.EXCLUSIVE, e);
            }
            if (Files.isWritable(path)) {
                FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE);
                return new LockFile(key, path, channel, LockMode.SHARED, e);
            }
            throw e;
        }
    }

    /** Ends one use. */
    void leave() {
        synchronized (OPEN) {
            if (--users > 0) {
                return;
            }
            OPEN.remove(key);
            try {
                channel.close();
            } catch (IOException e) {
                throw new UncheckedIOException("cannot close '%s'".formatted(path), e);
            }
        }
    }

    LockPosition position(long position) {
        synchronized (positions) {
            LockPosition known = positions.get(position);
            if (known == null) {
                known = new LockPosition(this, position);
                positions.put(position, known);
            }
            return known;
        }
    }

    /** Takes a lock, or returns {@code null} if another process has it. */
    @Nullable FileLock tryLock(long position, LockMode mode) throws IOException {
        checkAccess(mode);
        try {
            return channel.tryLock(position, 1, mode == LockMode.SHARED);
        } catch (OverlappingFileLockException e) {
            return null; // of this process, but not of this class, which has no two of a position
        } catch (IOException e) {
            throw new IOException("cannot lock '%s': %s".formatted(path, e.getMessage()), e);
        }
    }

    /** Waits for a lock, in a thread that must not be interrupted. */
    FileLock lock(long position, LockMode mode) throws IOException {
        return channel.lock(position, 1, mode == LockMode.SHARED);
    }

    Path path() {
        return path;
    }

    private void checkAccess(LockMode mode) throws FileSystemException {
        if (mode == refused && reason != null) {
            throw reason instanceof AccessDeniedException
                    ? new AccessDeniedException(path.toString())
                    : new FileSystemException(path.toString(), null, reason.getReason());
        }
    }

    static void release(FileLock lock) {
        try {
            lock.release();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot release a lock", e);
        }
    }
}
