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
    private static final int HEX_DIGITS_OF_A_POSITION = 15; // a positive long

    /** What this process has open, guarded by itself. */
    private static final Map<Path, Shared> OPEN = new HashMap<>();

    private final Path directory;
    private final FileLock lock;

    private CacheLock(Path directory, FileLock lock) {
        this.directory = directory;
        this.lock = lock;
    }

    /**
     * Takes the lock if nobody has it. Asking again and again is the way to wait for it: POSIX
     * locks belong to the process, so the kernel takes two processes that each fetch one asset and
     * wait for the other's in another thread for a deadlock.
     *
     * @return the lock, or {@code null} when another process has it
     */
    public static @Nullable CacheLock tryAcquire(Path cacheDirectory, String hash)
            throws IOException {
        Path directory = cacheDirectory.toRealPath();
        long position = Long.parseLong(hash.substring(0, HEX_DIGITS_OF_A_POSITION), 16);
        FileChannel channel = open(directory);
        FileLock lock = null;
        try {
            lock = channel.tryLock(position, 1, false);
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

    private static final class Shared {
        final FileChannel channel;
        int users;

        Shared(FileChannel channel) {
            this.channel = channel;
        }
    }
}
