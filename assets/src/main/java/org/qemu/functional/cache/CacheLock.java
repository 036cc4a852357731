package org.qemu.functional.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.files.CacheFolder;

/**
 * Kernel lock by which one process at a time fetches an asset. It ends with its holder, however
 * that ends.
 *
 * <p>It is not on {@code <hash>.download} itself but on one byte, chosen by the hash, of a file
 * {@code .lock} that stays. The download is renamed and deleted, so a lock on it would have to be
 * checked for being on the file of that name still; and those who wait would have it open, so that
 * nobody could tell an abandoned download of QEMU's framework, which locks nothing, by nobody
 * having it open.
 */
public final class CacheLock implements AutoCloseable {
    /** What this process has open, guarded by itself. */
    private static final Map<Path, Shared> OPEN = new HashMap<>();

    private final Path directory;
    private final FileLock lock;

    private CacheLock(Path directory, FileLock lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Takes the lock, as soon as whoever has it lets go of it or ends.
     *
     * @param patience looks once a second whether the wait is still worth it
     */
    public static CacheLock acquire(Path cacheDirectory, String hash, LockWait.Patience patience)
            throws IOException, InterruptedException {
        CacheLock lock = tryAcquire(cacheDirectory, hash);
        return lock != null ? lock : LockWait.start(cacheDirectory, hash).await(patience);
    }

    /**
     * Takes the lock if nobody has it.
     *
     * @return the lock, or {@code null} when another process has it
     */
    public static @Nullable CacheLock tryAcquire(Path cacheDirectory, String hash)
            throws IOException {
        return take(
                cacheDirectory,
                channel -> channel.tryLock(CacheFolder.lockPosition(hash), 1, false));
    }

    /**
     * Waits in the kernel for the lock. Interrupting the thread would end all locks of this
     * process, so it has to be one that nobody interrupts.
     *
     * @return the lock, or {@code null} when another thread of this process waits for it already
     * @throws IOException also when the kernel believes in a deadlock: POSIX locks belong to the
     *     process, so it takes two processes for one that each fetch an asset and wait, in another
     *     thread, for the other's
     */
    static @Nullable CacheLock block(Path cacheDirectory, String hash) throws IOException {
        return take(
                cacheDirectory, channel -> channel.lock(CacheFolder.lockPosition(hash), 1, false));
    }

    private static @Nullable CacheLock take(Path cacheDirectory, Way way) throws IOException {
        Path directory = cacheDirectory.toRealPath();
        FileChannel channel = open(directory);
        FileLock lock = null;
        try {
            lock = way.lock(channel);
        } catch (OverlappingFileLockException e) {
            // Another thread has it, whatever it is about.
        } finally {
            if (lock == null) {
                release(directory);
            }
        }
        return lock == null ? null : new CacheLock(directory, lock);
    }

    @Override
    public void close() throws IOException {
        try {
            lock.release();
        } finally {
            release(directory);
        }
    }

    private static FileChannel open(Path directory) throws IOException {
        synchronized (OPEN) {
            Shared shared = OPEN.get(directory);
            if (shared == null) {
                shared =
                        new Shared(
                                FileChannel.open(
                                        directory.resolve(".lock"),
                                        StandardOpenOption.CREATE,
                                        StandardOpenOption.WRITE));
                OPEN.put(directory, shared);
            }
            shared.users++;
            return shared.channel;
        }
    }

    /** Closes with the last user only: closing any descriptor of a file ends all locks on it. */
    private static void release(Path directory) throws IOException {
        synchronized (OPEN) {
            Shared shared = OPEN.get(directory);
            if (shared != null && --shared.users == 0) {
                OPEN.remove(directory);
                shared.channel.close();
            }
        }
    }

    private interface Way {
        @Nullable FileLock lock(FileChannel channel) throws IOException;
    }

    private static final class Shared {
        final FileChannel channel;
        int users;

        Shared(FileChannel channel) {
            this.channel = channel;
        }
    }
}
