package org.qemu.functional.maintenance;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import org.qemu.functional.cache.OpenFileSnapshot;
import org.qemu.functional.cache.Sleeper;
import org.qemu.functional.files.CacheFolder;

/**
 * Makes room in the cache. Tests may run meanwhile, on this host or on another: what one uses
 * stays. It may be killed at any time and run twice at once.
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

    /** Prepares to evict from a cache. Touches no file yet. */
    public static CacheEviction from(CacheFolder folder, ExtractionCleaner unpacked) {
        return new CacheEviction(folder, unpacked, Clock.systemUTC(), Sleeper.REAL);
    }

    static CacheEviction from(
            CacheFolder folder, ExtractionCleaner unpacked, Clock clock, Sleeper pause) {
        return new CacheEviction(folder, unpacked, clock, pause);
    }

    /**
     * Evicts what the policy says and what is of no use any more: abandoned downloads, parts of
     * torn ones older than a week, what belonged to entries that are gone.
     *
     * @param dryRun whether to change nothing and only tell what would go
     * @param told hears of each as it is done
     * @throws IOException if the cache cannot be read at all
     * @throws InterruptedException if the thread is interrupted; what is done is done
     */
    public EvictionReport run(EvictionPolicy policy, boolean dryRun, Consumer<EvictedItem> told)
            throws IOException, InterruptedException {
        Instant now = clock.instant();
        MaintenanceLocks locks = new MaintenanceLocks(folder, dryRun);
        CacheContents contents = CacheContents.of(folder, now);
        List<EvictedItem> items = new ArrayList<>();
        Consumer<EvictedItem> both =
                item -> {
                    items.add(item);
                    told.accept(item);
                };
        OpenFileSnapshot open = new OpenFileSnapshot();
        EntryRemoval removal = new EntryRemoval(locks, unpacked, open, now);
        Kept kept = evictEntries(contents, policy, removal, both);
        new AbandonedDownloads(new LockedDelete(locks, both), open, pause)
                .remove(contents.downloads());
        OrphanCleaner leftovers = new OrphanCleaner(locks, unpacked, open, now, both);
        leftovers.removeOld(policy.quarantineAge());
        leftovers.removeOrphans(contents);
        return new EvictionReport(List.copyOf(items), kept.entries, kept.bytes);
    }

    private Kept evictEntries(
            CacheContents contents,
            EvictionPolicy policy,
            EntryRemoval removal,
            Consumer<EvictedItem> told)
            throws IOException, InterruptedException {
        List<Candidate> candidates = new ArrayList<>();
        Kept kept = new Kept();
        for (StoredEntry entry : contents.entries()) {
            Candidate candidate =
                    new Candidate(entry, entry.bytes() + unpacked.bytes(entry.hash()));
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
            told.accept(done);
        }
        return kept;
    }

    /** Returns why an entry goes, "" if it stays. */
    private String why(StoredEntry entry, EvictionPolicy policy, long bytes) {
        Duration age = Duration.between(entry.lastUse(), clock.instant());
        Duration most = policy.olderThan();
        if (most != null && age.compareTo(most) > 0) {
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
