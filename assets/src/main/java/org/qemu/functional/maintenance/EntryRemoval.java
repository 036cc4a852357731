package org.qemu.functional.maintenance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.cache.OpenFileSnapshot;
import org.qemu.functional.cache.VerifiedEntries;
import org.qemu.functional.files.CacheFolder;

/** Removes an entry and all that goes with it, unless anybody uses it. */
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
     * Removes the entry.
     *
     * @param item what is told of it if it goes
     */
    EvictedItem remove(StoredEntry entry, EvictedItem item) {
        List<EvictedItem> result = new ArrayList<>();
        try {
            locks.run(entry.hash(), () -> result.add(removeUnlessHeld(entry, item)));
        } catch (NoSuchFileException e) {
            return item.as(EvictedItem.Outcome.GONE, "somebody else has removed it");
        } catch (IOException e) {
            return item.as(EvictedItem.Outcome.FAILED, MaintenanceErrors.reason(e));
        }
        return result.isEmpty() ? inUse(item, "a process of ours uses it") : result.get(0);
    }

    private EvictedItem removeUnlessHeld(StoredEntry entry, EvictedItem item) throws IOException {
        Path stamp = entry.file().resolveSibling(entry.hash() + EntryName.STAMP);
        Instant modified = Files.getLastModifiedTime(entry.file()).toInstant();
        if (LastUse.of(stamp, modified, now).isAfter(entry.lastUse())) {
            return inUse(item, "it was used since this began");
        }
        if (open.isOpenOrMapped(entry.file())) {
            return inUse(item, "a process has it open");
        }
        Path download = entry.file().resolveSibling(entry.hash() + ".download");
        if (Files.exists(download) && open.isOpenOrMapped(download)) {
            return inUse(item, "a process is fetching it anew");
        }
        return locks.dryRun() ? item : remove(entry, stamp, item);
    }

    /**
     * The entry itself goes last but for its stamp, so that whoever is killed on the way leaves
     * either an entry, to be evicted the next time, or a stamp, which is removed then.
     */
    private EvictedItem remove(StoredEntry entry, Path stamp, EvictedItem item) throws IOException {
        verified.forget(entry.hash());
        boolean all = unpacked.evict(entry.hash());
        if (!Files.deleteIfExists(entry.file())) {
            return item.as(EvictedItem.Outcome.GONE, "somebody else has removed it");
        }
        Files.deleteIfExists(stamp);
        return all
                ? item
                : item.as(
                        EvictedItem.Outcome.REMOVED,
                        item.why() + "; what a test is copying of it goes the next time");
    }

    private static EvictedItem inUse(EvictedItem item, String why) {
        return item.as(EvictedItem.Outcome.IN_USE, why);
    }
}
