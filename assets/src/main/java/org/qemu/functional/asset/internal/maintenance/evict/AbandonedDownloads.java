package org.qemu.functional.asset.internal.maintenance.evict;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.internal.cache.OpenFileSnapshot;
import org.qemu.functional.asset.internal.cache.Sleeper;
import org.qemu.functional.asset.internal.maintenance.EntryName;
import org.qemu.functional.files.FileIdentity;

/**
 * Removes abandoned downloads. As in {@link org.qemu.functional.asset.internal.cache.DownloadFile},
 * a download is abandoned if no process has the file open at two checks, because QEMU's framework
 * closes it briefly before it renames it.
 */
record AbandonedDownloads(LockedDelete deletion, OpenFileSnapshot open, Sleeper pause) {
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);

    void remove(List<Path> downloads) throws InterruptedException {
        Map<Path, FileIdentity> first = new HashMap<>();
        for (Path download : downloads) {
            FileIdentity identity = identityUnlessHeld(download);
            if (identity != null) {
                first.put(download, identity);
            }
        }
        if (!first.isEmpty()) {
            pause.forAbout(BETWEEN_LOOKS);
        }
        for (Path download : downloads) {
            deletion.delete(
                    EvictedItem.Kind.DOWNLOAD,
                    download,
                    EntryName.of(download.getFileName().toString()).hash(),
                    "the download is abandoned",
                    () -> isAsBefore(first.get(download), download));
        }
    }

    private boolean isAsBefore(@Nullable FileIdentity before, Path download) {
        return before != null && before.equals(identityUnlessHeld(download));
    }

    private @Nullable FileIdentity identityUnlessHeld(Path file) {
        try {
            return open.isOpenOrMapped(file) ? null : FileIdentity.ofExisting(file);
        } catch (IOException e) {
            return null;
        }
    }
}
