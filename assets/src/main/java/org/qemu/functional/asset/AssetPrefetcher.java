package org.qemu.functional.asset;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.qemu.functional.asset.internal.progress.Progress;

/** Downloads many assets into the cache, several at once. */
public final class AssetPrefetcher {
    private static final int AT_ONCE = 64;

    private final AssetCache cache;
    private final Progress display;

    private AssetPrefetcher(AssetCache cache, Progress display) {
        this.cache = cache;
        this.display = display;
    }

    /** Create a prefetcher that fills the given cache. */
    public static AssetPrefetcher into(AssetCache cache) {
        return into(cache, Progress.none());
    }

    /** Create a prefetcher that fills the given cache and shows its progress. */
    @SuppressWarnings("exports") // Only the programs of this project show progress.
    public static AssetPrefetcher into(AssetCache cache, Progress progress) {
        return new AssetPrefetcher(cache, progress);
    }

    /**
     * Download those assets that are not in the cache, many at a time, with up to 32 transfers from
     * one server. A failure of one does not stop the others. If the thread is interrupted,
     * unfinished downloads are canceled and reported as transient failures, and the interrupt
     * status stays set.
     */
    public PrefetchResult fetch(Collection<Asset> assets) {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE, AssetPrefetcher::daemon);
        try {
            Map<Asset, Future<Boolean>> running = new LinkedHashMap<>();
            Set<Asset> each = new LinkedHashSet<>(assets);
            display.expect(each.size(), -1);
            for (Asset asset : each) {
                running.put(asset, threads.submit(() -> fetch(asset)));
            }
            return collect(running);
        } finally {
            threads.shutdownNow();
        }
    }

    private boolean fetch(Asset asset) {
        ProgressLines lines = new ProgressLines(display, asset);
        try {
            boolean fetched = cache.fetch(asset, lines);
            lines.finished(fetched);
            return fetched;
        } catch (AssetException | AssetUnavailableException e) {
            lines.failed(e);
            throw e;
        } catch (RuntimeException | Error e) {
            AssetException named = CacheErrors.broken(asset, e);
            lines.failed(named);
            throw named;
        }
    }

    private static PrefetchResult collect(Map<Asset, Future<Boolean>> running) {
        List<Asset> fetched = new ArrayList<>();
        List<Asset> present = new ArrayList<>();
        Map<Asset, AssetUnavailableException> unavailable = new LinkedHashMap<>();
        Map<Asset, AssetException> failed = new LinkedHashMap<>();
        running.forEach(
                (asset, future) -> {
                    try {
                        (future.get() ? fetched : present).add(asset);
                    } catch (InterruptedException e) {
                        future.cancel(true);
                        unavailable.put(asset, CacheErrors.interrupted(asset, e));
                    } catch (ExecutionException e) {
                        Throwable cause = e.getCause();
                        if (cause instanceof AssetUnavailableException u) {
                            unavailable.put(asset, u);
                        } else if (cause instanceof AssetException a) {
                            failed.put(asset, a);
                        } else {
                            failed.put(asset, CacheErrors.broken(asset, cause));
                        }
                    }
                });
        return new PrefetchResult(fetched, present, unavailable, failed);
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "precache");
        thread.setDaemon(true);
        return thread;
    }
}
