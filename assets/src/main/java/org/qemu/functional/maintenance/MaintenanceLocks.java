package org.qemu.functional.maintenance;

import java.io.IOException;
import java.nio.file.Files;
import org.qemu.functional.cache.DownloadLock;
import org.qemu.functional.cache.InUseLock;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.files.HeldLock;

/** Both locks of an entry: that nobody uses it, and that nobody fetches it. */
record MaintenanceLocks(CacheFolder folder, boolean dryRun) {
    /**
     * Does something while nobody of ours uses or fetches the entry.
     *
     * @return whether it was done
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

    /** A dry run makes no files of locks; as long as there are none nobody holds one. */
    private boolean canLock() {
        return Files.isWritable(folder.base().resolve("in-use.lock"))
                && Files.isWritable(folder.download().resolve(".lock"));
    }
}
