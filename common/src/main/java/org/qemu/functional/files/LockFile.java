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
 * A lock file. This process opens it only once, whatever paths lead to it, and closes it with its
 * last user: POSIX releases all locks of a process on a file when the process closes any descriptor
 * of that file.
 *
 * <p>For the same reason no thread that may be interrupted waits for the kernel, because an
 * interrupt closes the channel; {@link LockRequest} waits instead. An attempt that never waits is
 * safe in any thread: only blocking operations of {@link FileChannel} respond to interrupts.
 */
final class LockFile {
    /** The files that this process has open, by device and inode; guarded by itself. */
    private static final Map<Object, LockFile> OPEN = new HashMap<>();

    private final Object key;
    private final Path path;
    private final FileChannel channel;

    /** The mode for which the file could not be opened; the next field is the reason. */
    private final @Nullable LockMode refused;

    private final @Nullable FileSystemException reason;

    /**
     * Guarded by itself. Keeps the kernel locks reachable: the JDK forgets locks that are
     * collected.
     */
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
     * Open a file for one more user, who must call {@link #leave}.
     *
     * @param create whether to create the file if it does not exist
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

    /** Identify the file without opening it, because this process may have it open already. */
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
            // This closes a descriptor, but of a new file that nobody has locked yet.
            Files.createFile(path);
        } catch (FileAlreadyExistsException e) {
            // Another process has just created it.
        }
    }

    /**
     * Open with fewer permissions if the file belongs to another user or the file system is
     * read-only.
     */
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

    /** End one use, and close the file if it was the last. */
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

    /** Acquire a lock, or return {@code null} if another process holds a conflicting one. */
    @Nullable FileLock tryLock(long position, LockMode mode) throws IOException {
        checkAccess(mode);
        try {
            return channel.tryLock(position, 1, mode == LockMode.SHARED);
        } catch (OverlappingFileLockException e) {
            return null; // held by other code of this process; this class has one lock per position
        } catch (IOException e) {
            throw new IOException("cannot lock '%s': %s".formatted(path, e.getMessage()), e);
        }
    }

    /** Wait for a lock. The calling thread must not be interrupted. */
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
