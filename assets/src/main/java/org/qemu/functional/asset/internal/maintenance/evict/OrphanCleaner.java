package org.qemu.functional.asset.internal.maintenance.evict;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;
import org.qemu.functional.asset.internal.cache.OpenFileSnapshot;
import org.qemu.functional.asset.internal.maintenance.CacheContents;
import org.qemu.functional.asset.internal.maintenance.EntryName;
import org.qemu.functional.asset.internal.maintenance.MaintenanceErrors;
import org.qemu.functional.files.CacheFolder;

/** Removes files that are no longer useful. */
final class OrphanCleaner {
    private static final Duration PART_AGE = Duration.ofDays(7);
    private static final Duration RECORD_PART_AGE = Duration.ofDays(1);

    /** The hash whose lock is used for files that belong to no entry. */
    private static final String NO_HASH = "0".repeat(64);

    private final CacheFolder folder;
    private final ExtractionCleaner unpacked;
    private final Instant now;
    private final Consumer<EvictedItem> listener;
    private final MaintenanceLocks locks;
    private final LockedDelete deletion;
    private final OpenFileSnapshot open;

    OrphanCleaner(
            MaintenanceLocks locks,
            ExtractionCleaner unpacked,
            OpenFileSnapshot open,
            Instant now,
            Consumer<EvictedItem> listener) {
        this.open = open;
        this.folder = locks.folder();
        this.locks = locks;
        this.unpacked = unpacked;
        this.now = now;
        this.listener = listener;
        this.deletion = new LockedDelete(locks, listener);
    }

    /**
     * Remove parts of downloads that are older than a week, and damaged entries older than an age.
     */
    void removeOld(Duration quarantineAge) throws IOException {
        removeOld(EvictedItem.Kind.PART, folder.resume(), PART_AGE);
        removeOld(EvictedItem.Kind.QUARANTINE, folder.quarantine(), quarantineAge);
    }

    private void removeOld(EvictedItem.Kind kind, Path parent, Duration age) throws IOException {
        for (Path file : CacheContents.filesOf(parent)) {
            String hash = EntryName.hashAtStartOf(file.getFileName().toString());
            if (!hash.isEmpty()
                    && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && isOlder(file, age)) {
                deletion.delete(
                        kind,
                        file,
                        hash,
                        "older than %d days".formatted(age.toDays()),
                        () -> isOlder(file, age) && !open.isOpenOrMapped(file));
            }
        }
    }

    /** Remove stamps, records and extracted files of entries that no longer exist. */
    void removeOrphans(CacheContents contents) throws IOException {
        for (Path stamp : contents.stamps()) {
            removeOrphan(stamp);
        }
        for (Path verified : CacheContents.filesOf(folder.verified())) {
            removeOrphan(verified);
            if (verified.getFileName().toString().startsWith(".record-")
                    && isOlder(verified, RECORD_PART_AGE)) {
                deletion.delete(
                        EvictedItem.Kind.LEFTOVER,
                        verified,
                        NO_HASH,
                        "the process that wrote it was killed",
                        () -> true);
            }
        }
        for (String hash : unpacked.hashes()) {
            if (isGone(hash)) {
                removeResults(hash);
            }
        }
    }

    private void removeOrphan(Path file) {
        String hash = EntryName.hashAtStartOf(file.getFileName().toString());
        if (!hash.isEmpty() && isGone(hash)) {
            deletion.delete(
                    EvictedItem.Kind.LEFTOVER,
                    file,
                    hash,
                    "its entry no longer exists",
                    () -> isGone(hash));
        }
    }

    private void removeResults(String hash) throws IOException {
        EvictedItem item =
                new EvictedItem(
                        EvictedItem.Kind.UNPACKED,
                        folder.unpacked().resolve(hash),
                        unpacked.bytes(hash),
                        EvictedItem.Outcome.REMOVED,
                        "its entry no longer exists");
        boolean[] removed = {false};
        try {
            locks.run(
                    hash,
                    () -> removed[0] = isGone(hash) && (locks.dryRun() || unpacked.evict(hash)));
            listener.accept(
                    removed[0]
                            ? item
                            : item.as(EvictedItem.Outcome.IN_USE, "a process is using it"));
        } catch (IOException e) {
            listener.accept(item.as(EvictedItem.Outcome.FAILED, MaintenanceErrors.reason(e)));
        }
    }

    private boolean isGone(String hash) {
        return Files.notExists(folder.download().resolve(hash));
    }

    private boolean isOlder(Path file, Duration age) {
        return Duration.between(written(file), now).compareTo(age) > 0;
    }

    /**
     * Return the age from the name of a damaged entry: its file keeps the time of the download, its
     * name has the time at which it was quarantined.
     */
    private Instant written(Path file) {
        String[] name = file.getFileName().toString().split("\\.", 3);
        if (file.startsWith(folder.quarantine()) && name.length > 1) {
            try {
                return Instant.ofEpochSecond(Long.parseLong(name[1]));
            } catch (NumberFormatException | DateTimeException e) {
                // Not a name of ours: use the file's time.
            }
        }
        try {
            return Files.getLastModifiedTime(file, LinkOption.NOFOLLOW_LINKS).toInstant();
        } catch (IOException e) {
            return now; // removed in the meantime
        }
    }
}
