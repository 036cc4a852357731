package org.qemu.functional.asset.internal.maintenance.verify;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.qemu.functional.asset.internal.maintenance.CacheContents;
import org.qemu.functional.asset.internal.maintenance.StoredEntry;
import org.qemu.functional.files.CacheFolder;

/** Hashes all entries of the cache again, whether or not they were verified before. */
public final class CacheVerifier {
    private final CacheFolder folder;
    private final Clock clock;

    private CacheVerifier(CacheFolder folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    /** Prepare to verify a cache, without accessing the file system. */
    public static CacheVerifier of(CacheFolder folder) {
        return new CacheVerifier(folder, Clock.systemUTC());
    }

    /**
     * List the files to verify.
     *
     * @throws IOException if the cache cannot be read
     */
    public CacheContents contents() throws IOException {
        return CacheContents.of(folder, clock.instant());
    }

    /**
     * Hash the entries, the largest first, and quarantine the damaged ones.
     *
     * @param threads number of threads
     * @param dryRun whether to change nothing and only report
     * @return one result for each entry, in the order of the entries
     * @throws InterruptedException if the thread is interrupted; finished work is kept
     */
    public List<CheckedEntry> check(
            List<StoredEntry> entries, int threads, boolean dryRun, CheckListener listener)
            throws InterruptedException {
        EntryCheck check = new EntryCheck(folder, clock, dryRun, listener);
        ExecutorService pool = Executors.newFixedThreadPool(threads, CacheVerifier::daemon);
        try {
            List<Future<CheckedEntry>> running = new ArrayList<>();
            entries.stream()
                    .sorted(Comparator.comparingLong(StoredEntry::bytes).reversed())
                    .forEach(entry -> running.add(pool.submit(() -> check.run(entry))));
            List<CheckedEntry> results = new ArrayList<>();
            for (Future<CheckedEntry> future : running) {
                results.add(future.get());
            }
            results.sort(Comparator.comparing(CheckedEntry::hash));
            return results;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the check failed: " + e.getCause(), e);
        } finally {
            pool.shutdownNow();
        }
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "verify");
        thread.setDaemon(true);
        return thread;
    }
}
