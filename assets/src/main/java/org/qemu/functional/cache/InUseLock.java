package org.qemu.functional.cache;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.files.FileLocks;
import org.qemu.functional.files.HeldLock;
import org.qemu.functional.files.LockMode;
import org.qemu.functional.logging.Log;

/**
 * Locks by which processes tell that they use an entry, so that nobody removes it under their
 * hands: shared, on one byte of {@code in-use.lock}, kept until the process ends, however it ends.
 * QEMU's framework has none; what it has open is seen by {@link OpenFiles}.
 */
public final class InUseLock {
    private static final Log LOG = Log.of("qemu.asset");

    /** The locks of this process, by entry. They are never closed. */
    private static final Map<Path, HeldLock> HELD = new ConcurrentHashMap<>();

    private InUseLock() {}

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
    public static void hold(CacheFolder folder, String hash) {
        Path entry = folder.download().resolve(hash);
        if (HELD.containsKey(entry) || !Files.isDirectory(folder.download())) {
            return;
        }
        try {
            HeldLock lock =
                    locks(folder)
                            .lockUninterruptibly(CacheFolder.lockPosition(hash), LockMode.SHARED);
            if (HELD.putIfAbsent(entry, lock) != null) {
                lock.close();
            }
        } catch (AccessDeniedException e) {
            // See above.
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
    public static boolean ifUnused(CacheFolder folder, String hash, Action action)
            throws IOException {
        if (!Files.isDirectory(folder.download())) {
            return false; // not even a cache yet
        }
        try (HeldLock lock =
                locks(folder).tryLock(CacheFolder.lockPosition(hash), LockMode.EXCLUSIVE)) {
            // In use may also be another entry whose hash begins the same.
            if (lock == null) {
                return false;
            }
            action.run();
            return true;
        }
    }

    private static FileLocks locks(CacheFolder folder) {
        return FileLocks.of(folder.base().resolve("in-use.lock"));
    }
}
