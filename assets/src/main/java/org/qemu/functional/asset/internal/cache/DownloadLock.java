package org.qemu.functional.asset.internal.cache;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.files.FileLocks;
import org.qemu.functional.files.HeldLock;
import org.qemu.functional.files.LockMode;

/**
 * Ensures that only one process downloads an asset at a time. The lock ends with the process that
 * holds it, even if that is killed.
 *
 * <p>The lock is not on {@code <hash>.download} itself but on one byte, chosen by the hash, of a
 * permanent file {@code .lock}. The download is renamed and deleted, so a lock on it would require
 * a check that it is still on the file of that name. Besides, waiting processes would have it open;
 * then nobody could recognize an abandoned download of QEMU's framework, which locks nothing, by
 * the fact that no process has it open.
 */
public final class DownloadLock {
    private DownloadLock() {}

    /**
     * Wait for the lock until its holder releases it or ends.
     *
     * @param patience decides once a second whether to continue to wait
     */
    public static HeldLock acquire(Path cacheDirectory, String hash, FileLocks.Patience patience)
            throws IOException, InterruptedException {
        return locks(cacheDirectory)
                .lock(CacheFolder.lockPosition(hash), LockMode.EXCLUSIVE, patience);
    }

    /**
     * Acquire the lock if it is free.
     *
     * @return the lock, or {@code null} if another thread or process has it
     */
    public static @Nullable HeldLock tryAcquire(Path cacheDirectory, String hash)
            throws IOException {
        return locks(cacheDirectory).tryLock(CacheFolder.lockPosition(hash), LockMode.EXCLUSIVE);
    }

    private static FileLocks locks(Path cacheDirectory) throws IOException {
        LockScope.check(cacheDirectory);
        return FileLocks.of(cacheDirectory.resolve(".lock"));
    }
}
