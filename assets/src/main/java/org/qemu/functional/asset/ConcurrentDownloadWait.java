package org.qemu.functional.asset;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.internal.cache.CacheEntry;
import org.qemu.functional.files.FileIdentity;
import org.qemu.functional.files.FileLocks;
import org.qemu.functional.logging.Log;

/** Waits for another process that downloads an asset, as long as its file grows. */
final class ConcurrentDownloadWait implements FileLocks.Patience {
    private static final Log LOG = Log.of("qemu.asset");

    /** Maximum number of checks, one a second, without a change: ten minutes. */
    private static final int MOST_UNCHANGED = 600;

    private final Asset asset;
    private final CacheEntry entry;
    private final TransferListener listener;
    private @Nullable FileIdentity before;
    private int unchanged;

    ConcurrentDownloadWait(Asset asset, CacheEntry entry, TransferListener listener) {
        this.asset = asset;
        this.entry = entry;
        this.listener = listener;
    }

    @Override
    public void check() throws IOException {
        FileIdentity now = FileIdentity.ofExisting(entry.download());
        if (now != null && !now.equals(before)) {
            if (before == null) {
                LOG.info("waiting for another process that downloads {}", asset.url());
                listener.waiting();
            }
            before = now;
            unchanged = 0;
        } else if (++unchanged >= MOST_UNCHANGED) {
            throw new AssetUnavailableException(
                    "another process has been fetching asset %s into %s for ten minutes without progress"
                            .formatted(asset.url(), entry.download()));
        }
    }
}
