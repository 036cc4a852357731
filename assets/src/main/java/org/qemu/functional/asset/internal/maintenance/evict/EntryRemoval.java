package org.qemu.functional.asset.internal.maintenance.evict;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.asset.internal.cache.OpenFileSnapshot;
import org.qemu.functional.asset.internal.cache.VerifiedEntries;
import org.qemu.functional.asset.internal.maintenance.EntryName;
import org.qemu.functional.asset.internal.maintenance.LastUse;
import org.qemu.functional.asset.internal.maintenance.MaintenanceErrors;
import org.qemu.functional.asset.internal.maintenance.StoredEntry;
import org.qemu.functional.files.CacheFolder;

/** Removes an entry and everything that belongs to it, unless a process uses it. */
final class EntryRemoval {
    private final CacheFolder folder;
    private final MaintenanceLocks locks;
    private final ExtractionCleaner unpacked;
    private final Instant now;
    private final VerifiedEntries verified;
    private final OpenFileSnapshot open;

    EntryRemoval(
            MaintenanceLocks locks,
            ExtractionCleaner unpacked,
            OpenFileSnapshot open,
            Instant now) {
        this.open = open;
        this.folder = locks.folder();
        this.locks = locks;
        this.unpacked = unpacked;
        this.now = now;
        this.verified = new VerifiedEntries(folder);
    }

    /**
     * Remove an entry.
     *
     * @param item the result to return if it is removed
     */
    EvictedItem remove(StoredEntry entry, EvictedItem item) {
        List<EvictedItem> result = new ArrayList<>();
        try {
            locks.run(entry.hash(), () -> result.add(removeUnlessHeld(entry, item)));
        } catch (NoSuchFileException e) {
            return item.as(EvictedItem.Outcome.GONE, "another process has removed it");
        } catch (IOException e) {
            return item.as(EvictedItem.Outcome.FAILED, MaintenanceErrors.reason(e));
        }
        return result.isEmpty()
                ? inUse(item, "a process of this framework uses it")
                : result.get(0);
    }

    private EvictedItem removeUnlessHeld(StoredEntry entry, EvictedItem item) throws IOException {
        Path stamp = entry.file().resolveSibling(entry.hash() + EntryName.STAMP);
        Instant modified = Files.getLastModifiedTime(entry.file()).toInstant();
        if (LastUse.of(stamp, modified, now).isAfter(entry.lastUse())) {
            return inUse(item, "it was used after the eviction began");
        }
        if (open.isOpenOrMapped(entry.file())) {
            return inUse(item, "a process has it open");
        }
        Path download = entry.file().resolveSibling(entry.hash() + ".download");
        if (Files.exists(download) && open.isOpenOrMapped(download)) {
            return inUse(item, "a process is downloading it again");
        }
        return locks.dryRun() ? item : remove(entry, stamp, item);
    }

    /**
     * Remove the entry itself last, except for its stamp: if the process is killed, it leaves
     * either an entry, which is evicted the next time, or a stamp, which is removed then.
     */
    private EvictedItem remove(StoredEntry entry, Path stamp, EvictedItem item) throws IOException {
        verified.forget(entry.hash());
        boolean all = unpacked.evict(entry.hash());
        if (!Files.deleteIfExists(entry.file())) {
            return item.as(EvictedItem.Outcome.GONE, "another process has removed it");
        }
        Files.deleteIfExists(stamp);
        return all
                ? item
                : item.as(
                        EvictedItem.Outcome.REMOVED,
                        item.why()
                                + "; extracted files that a test is copying remain until the next eviction");
    }

    private static EvictedItem inUse(EvictedItem item, String why) {
        return item.as(EvictedItem.Outcome.IN_USE, why);
    }
}
