package org.qemu.functional.cache;

import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.files.FileLocks;
import org.qemu.functional.files.HeldLock;
import org.qemu.functional.files.LockMode;

/**
 * Lock by which one process at a time fetches an asset. It ends with its holder, however that ends.
 *
 * <p>It is not on {@code <hash>.download} itself but on one byte, chosen by the hash, of a file
 * {@code .lock} that stays. The download is renamed and deleted, so a lock on it would have to be
 * checked for being on the file of that name still; and those who wait would have it open, so that
 * nobody could tell an abandoned download of QEMU's framework, which locks nothing, by nobody
 * having it open.
 */
public final class DownloadLock {
    private DownloadLock() {}

    /**
     * Waits for the lock, until whoever has it releases it or ends.
     *
     * @param patience checks once a second whether the wait is still worth it
     */
    public static HeldLock acquire(Path cacheDirectory, String hash, FileLocks.Patience patience)
            throws IOException, InterruptedException {
        return locks(cacheDirectory)
                .lock(CacheFolder.lockPosition(hash), LockMode.EXCLUSIVE, patience);
    }

    /**
     * Takes the lock if nobody has it.
     *
     * @return the lock, or {@code null} when another thread or process has it
     */
    public static @Nullable HeldLock tryAcquire(Path cacheDirectory, String hash)
            throws IOException {
        return locks(cacheDirectory).tryLock(CacheFolder.lockPosition(hash), LockMode.EXCLUSIVE);
    }

    private static FileLocks locks(Path cacheDirectory) {
        return FileLocks.of(cacheDirectory.resolve(".lock"));
    }
}
