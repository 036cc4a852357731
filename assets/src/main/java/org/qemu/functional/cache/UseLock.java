package org.qemu.functional.cache;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.logging.Log;

/**
 * Kernel locks by which processes tell that they use an entry, so that nobody removes it under
 * their hands: shared, on one byte of {@code in-use.lock}, kept until the process ends, however it
 * ends. QEMU's framework has none; what it has open is seen by {@link OpenFiles}.
 */
public final class UseLock {
    private static final Log LOG = Log.of("qemu.asset");

    /**
     * The channels that hold this process's locks, by cache, and what they hold; guarded by the
     * class. Never closed: closing any descriptor of a file ends all the process's locks on it.
     */
    private static final Map<Path, UseLock> OPEN = new HashMap<>();

    private static final long AGAIN = 1_000_000; // ns

    private final FileChannel channel;
    private final Map<String, FileLock> held = new HashMap<>();

    private UseLock(FileChannel channel) {
        this.channel = channel;
    }

    /** What is done with an entry that nobody uses. */
    @FunctionalInterface
    public interface Action {
        /** Does it. */
        void run() throws IOException;
    }

    /**
     * Tells the others, until this process ends, that it uses the entry. Waits while somebody is
     * removing it. Does nothing in a cache that this process may not even read a lock of: nobody
     * who minds locks can remove anything there on its behalf.
     */
    public static synchronized void hold(CacheFolder folder, String hash) {
        try {
            UseLock locks = open(folder);
            if (locks != null && !locks.held.containsKey(hash)) {
                locks.held.put(hash, locks.lock(CacheFolder.lockPosition(hash)));
            }
        } catch (IOException e) {
            LOG.debug("cannot mark " + hash + " as used", e);
        }
    }

    /**
     * Does something to an entry unless any process, this one included, uses it or does something
     * to it. Those who want to use it wait meanwhile.
     *
     * @return whether it was done
     * @throws IOException if the action fails, or the cache cannot be written
     */
    public static synchronized boolean ifUnused(CacheFolder folder, String hash, Action action)
            throws IOException {
        Files.createDirectories(folder.base());
        UseLock locks = open(folder);
        if (locks == null || locks.held.containsKey(hash)) {
            return false;
        }
        try (FileLock lock = locks.channel.tryLock(CacheFolder.lockPosition(hash), 1, false)) {
            if (lock == null) {
                return false;
            }
            action.run();
            return true;
        } catch (NonWritableChannelException e) {
            throw new AccessDeniedException(folder.base() + "/in-use.lock");
        } catch (OverlappingFileLockException e) {
            return false; // of another entry whose hash begins the same: as good as in use
        }
    }

    /**
     * Asks again and again, for the few milliseconds that a removal takes: the interrupt of a
     * thread that waits in the kernel would close the channel, and with it end all the locks.
     */
    private FileLock lock(long position) throws IOException {
        FileLock lock = tryShared(position);
        while (lock == null) {
            LockSupport.parkNanos(AGAIN);
            lock = tryShared(position);
        }
        return lock;
    }

    private @Nullable FileLock tryShared(long position) throws IOException {
        try {
            return channel.tryLock(position, 1, true);
        } catch (OverlappingFileLockException e) {
            // The hash of an entry that is held begins the same, so its lock serves both.
            return held.values().stream()
                    .filter(lock -> lock.position() == position)
                    .findFirst()
                    .orElseThrow(() -> new IOException("a lock of this process is in the way", e));
        }
    }

    private static @Nullable UseLock open(CacheFolder folder) throws IOException {
        UseLock open = OPEN.get(folder.base());
        if (open == null) {
            FileChannel channel = channel(folder.base().resolve("in-use.lock"), folder);
            if (channel == null) {
                return null;
            }
            open = new UseLock(channel);
            OPEN.put(folder.base(), open);
        }
        return open;
    }

    /** A shared lock can be had by who may only read. */
    private static @Nullable FileChannel channel(Path file, CacheFolder folder) throws IOException {
        try {
            return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (NoSuchFileException e) {
            return Files.isDirectory(folder.download())
                    ? FileChannel.open(
                            file,
                            StandardOpenOption.READ,
                            StandardOpenOption.WRITE,
                            StandardOpenOption.CREATE)
                    : null; // not even a cache yet
        } catch (IOException e) {
            return Files.isReadable(file) ? FileChannel.open(file, StandardOpenOption.READ) : null;
        }
    }
}
