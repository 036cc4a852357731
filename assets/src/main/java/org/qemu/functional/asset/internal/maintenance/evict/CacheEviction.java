package org.qemu.functional.asset.internal.maintenance.evict;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.qemu.functional.asset.internal.cache.OpenFileSnapshot;
import org.qemu.functional.asset.internal.cache.Sleeper;
import org.qemu.functional.asset.internal.maintenance.CacheContents;
import org.qemu.functional.asset.internal.maintenance.EntryOrigin;
import org.qemu.functional.asset.internal.maintenance.StoredEntry;
import org.qemu.functional.files.CacheFolder;

/**
 * Frees space in the cache. Tests may run at the same time, on this host or on another one: entries
 * in use are kept. It may be killed at any time, and two evictions may run at once.
 */
public final class CacheEviction {
    private final CacheFolder folder;
    private final ExtractionCleaner unpacked;
    private final Clock clock;
    private final Sleeper pause;

    private CacheEviction(
            CacheFolder folder, ExtractionCleaner unpacked, Clock clock, Sleeper pause) {
        this.folder = folder;
        this.unpacked = unpacked;
        this.clock = clock;
        this.pause = pause;
    }

    /** Prepare to evict from a cache, without accessing the file system. */
    public static CacheEviction from(CacheFolder folder, ExtractionCleaner unpacked) {
        return new CacheEviction(folder, unpacked, Clock.systemUTC(), Sleeper.REAL);
    }

    public static CacheEviction from(
            CacheFolder folder, ExtractionCleaner unpacked, Clock clock, Sleeper pause) {
        return new CacheEviction(folder, unpacked, clock, pause);
    }

    /**
     * Evict the entries that the policy selects and everything that is no longer useful: abandoned
     * downloads, parts of downloads older than a week, and files of entries that no longer exist.
     *
     * @param dryRun whether to change nothing and only report what would be removed
     * @param listener receives each item as it is processed
     * @throws IOException if the cache cannot be read at all
     * @throws InterruptedException if the thread is interrupted; finished removals are kept
     */
    public EvictionReport run(EvictionPolicy policy, boolean dryRun, Consumer<EvictedItem> listener)
            throws IOException, InterruptedException {
        Instant now = clock.instant();
        MaintenanceLocks locks = new MaintenanceLocks(folder, dryRun);
        CacheContents contents = CacheContents.of(folder, now);
        List<EvictedItem> items = new ArrayList<>();
        Consumer<EvictedItem> recorder =
                item -> {
                    items.add(item);
                    listener.accept(item);
                };
        OpenFileSnapshot open = new OpenFileSnapshot();
        EntryRemoval removal = new EntryRemoval(locks, unpacked, open, now);
        Kept kept = evictEntries(contents, policy, removal, recorder);
        new AbandonedDownloads(new LockedDelete(locks, recorder), open, pause)
                .remove(contents.downloads());
        OrphanCleaner leftovers = new OrphanCleaner(locks, unpacked, open, now, recorder);
        leftovers.removeOld(policy.quarantineAge());
        leftovers.removeOrphans(contents);
        return new EvictionReport(List.copyOf(items), kept.entries, kept.bytes);
    }

    private Kept evictEntries(
            CacheContents contents,
            EvictionPolicy policy,
            EntryRemoval removal,
            Consumer<EvictedItem> listener)
            throws IOException, InterruptedException {
        List<Candidate> candidates = new ArrayList<>();
        Kept kept = new Kept();
        Set<String> extracted = Set.copyOf(unpacked.hashes());
        for (StoredEntry entry : contents.entries()) {
            // Most entries have none, and looking for some in each folder takes longer than listing
            // all.
            long more = extracted.contains(entry.hash()) ? unpacked.bytes(entry.hash()) : 0;
            Candidate candidate = new Candidate(entry, entry.bytes() + more);
            candidates.add(candidate);
            kept.bytes += candidate.bytes;
            kept.entries++;
        }
        candidates.sort(Comparator.comparing(candidate -> candidate.entry.lastUse()));
        for (Candidate candidate : candidates) {
            if (Thread.interrupted()) {
                throw new InterruptedException("interrupted while evicting from " + folder.base());
            }
            String why = why(candidate.entry, policy, kept.bytes);
            if (why.isEmpty()) {
                continue;
            }
            EvictedItem done =
                    removal.remove(
                            candidate.entry,
                            new EvictedItem(
                                    EvictedItem.Kind.ENTRY,
                                    candidate.entry.file(),
                                    candidate.bytes,
                                    EvictedItem.Outcome.REMOVED,
                                    why,
                                    EntryOrigin.of(candidate.entry.file(), "")));
            if (done.outcome() == EvictedItem.Outcome.REMOVED
                    || done.outcome() == EvictedItem.Outcome.GONE) {
                kept.bytes -= candidate.bytes;
                kept.entries--;
            }
            listener.accept(done);
        }
        return kept;
    }

    /** Return the reason to evict an entry, or "" to keep it. */
    private String why(StoredEntry entry, EvictionPolicy policy, long bytes) {
        Duration age = Duration.between(entry.lastUse(), clock.instant());
        Duration maxAge = policy.olderThan();
        if (maxAge != null && age.compareTo(maxAge) > 0) {
            return "not used for %d days".formatted(age.toDays());
        }
        return policy.maxBytes() >= 0 && bytes > policy.maxBytes()
                ? "to make room, last used " + entry.lastUse()
                : "";
    }

    private record Candidate(StoredEntry entry, long bytes) {}

    private static final class Kept {
        int entries;
        long bytes;
    }
}
