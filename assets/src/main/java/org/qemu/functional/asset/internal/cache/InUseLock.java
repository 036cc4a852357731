package org.qemu.functional.asset.internal.cache;

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
 * Shared locks by which processes announce that they use an entry, so that nobody removes it: on
 * one byte of {@code in-use.lock}, held until the process ends, even if it is killed. QEMU's
 * framework has no such locks; {@link OpenFiles} detects the files that it has open.
 */
public final class InUseLock {
    private static final Log LOG = Log.of("qemu.asset");

    /** The locks of this process, by entry. They are never closed. */
    private static final Map<Path, HeldLock> HELD = new ConcurrentHashMap<>();

    private InUseLock() {}

    /** An action on an entry that nobody uses. */
    @FunctionalInterface
    public interface Action {
        /** Perform the action. */
        void run() throws IOException;
    }

    /**
     * Announce, until this process ends, that it uses the entry. Wait while another process removes
     * it. Do nothing in a cache where this process may not even read the lock file: no process that
     * respects locks can remove anything there on its behalf.
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
            // See the Javadoc.
        } catch (IOException e) {
            LOG.debug("cannot mark " + hash + " as used", e);
        }
    }

    /**
     * Run an action on an entry unless any process, including this one, uses it or runs an action
     * on it. Processes that want to use the entry wait in the meantime.
     *
     * @return whether the action was run
     * @throws IOException if the action fails, or the cache is not writable
     */
    public static boolean ifUnused(CacheFolder folder, String hash, Action action)
            throws IOException {
        if (!Files.isDirectory(folder.download())) {
            return false; // there is no cache yet
        }
        LockScope.check(folder.download());
        try (HeldLock lock =
                locks(folder).tryLock(CacheFolder.lockPosition(hash), LockMode.EXCLUSIVE)) {
            // Another entry whose hash has the same beginning may also be the one in use.
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
