package org.qemu.functional.asset.internal.maintenance.evict;

import java.io.IOException;
import java.nio.file.Files;
import org.qemu.functional.asset.internal.cache.DownloadLock;
import org.qemu.functional.asset.internal.cache.InUseLock;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.files.HeldLock;

/** Both locks of an entry: nobody uses it, and nobody downloads it. */
record MaintenanceLocks(CacheFolder folder, boolean dryRun) {
    /**
     * Run an action while no process of this framework uses or downloads the entry.
     *
     * @return whether the action was run
     */
    boolean run(String hash, InUseLock.Action action) throws IOException {
        if (dryRun && !canLock()) {
            action.run();
            return true;
        }
        boolean[] done = {false};
        InUseLock.ifUnused(
                folder,
                hash,
                () -> {
                    try (HeldLock lock = DownloadLock.tryAcquire(folder.download(), hash)) {
                        if (lock != null) {
                            action.run();
                            done[0] = true;
                        }
                    }
                });
        return done[0];
    }

    /**
     * Return whether lock files exist or may be created. A dry run creates none, and as long as
     * there are none, nobody holds a lock.
     */
    private boolean canLock() {
        return Files.isWritable(folder.base().resolve("in-use.lock"))
                && Files.isWritable(folder.download().resolve(".lock"));
    }
}
