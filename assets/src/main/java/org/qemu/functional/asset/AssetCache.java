package org.qemu.functional.asset;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.internal.cache.CacheEntry;
import org.qemu.functional.asset.internal.cache.InUseLock;
import org.qemu.functional.asset.internal.cache.Sleeper;
import org.qemu.functional.asset.internal.cache.VerifiedEntries;
import org.qemu.functional.asset.internal.download.Downloader;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.settings.HarnessSettings;

/**
 * Keeps assets in a folder shared with QEMU's own framework, with other processes and with later
 * runs. An entry is either complete or absent, even if a process is killed at any point. Safe for
 * use by multiple threads.
 *
 * <p>Most fetches find their entry in the cache. This class therefore contains only what they need:
 * no log, no network and no lock to wait for. The rest is in {@link AssetFetcher}.
 */
public final class AssetCache {
    private static @Nullable AssetCache ofThisProcess;

    private final CacheSettings settings;
    private final Map<String, String> environment;
    private final Clock clock;
    private final VerifiedEntries verified;
    private @Nullable AssetFetcher fetching;

    private AssetCache(CacheSettings settings, Map<String, String> environment, Clock clock) {
        this.settings = settings;
        this.environment = environment;
        this.clock = clock;
        this.verified = new VerifiedEntries(settings.folder());
    }

    AssetCache(
            CacheSettings settings, Supplier<Downloader> downloader, Clock clock, Sleeper pause) {
        this(settings, Map.of(), clock);
        fetching = new AssetFetcher(settings, verified, downloader, clock, pause);
    }

    /**
     * Create a cache as configured by {@code QEMU_TEST_CACHE_DIR}, {@code QEMU_TEST_REFRESH_CACHE},
     * {@code QEMU_TEST_NO_DOWNLOAD}, {@code QEMU_TEST_MIRRORS} and {@code QEMU_TEST_DEBIAN_MIRROR},
     * without accessing the file system.
     */
    public static AssetCache fromEnvironment(Map<String, String> environment) {
        return new AssetCache(
                CacheSettings.fromEnvironment(environment), environment, Clock.systemUTC());
    }

    static synchronized AssetCache ofThisProcess() {
        AssetCache cache = ofThisProcess;
        if (cache == null) {
            cache = fromEnvironment(HarnessSettings.current().environment());
            ofThisProcess = cache;
        }
        return cache;
    }

    /**
     * Disable downloads for the assets of this process from now on, as {@code
     * QEMU_TEST_NO_DOWNLOAD} does.
     */
    public static synchronized void stayOffline() {
        Map<String, String> environment = new HashMap<>(HarnessSettings.current().environment());
        environment.put("QEMU_TEST_NO_DOWNLOAD", "1");
        ofThisProcess = fromEnvironment(environment);
    }

    /**
     * Return the folder of the entries: {@code $QEMU_TEST_CACHE_DIR/download}, else {@code
     * ~/.cache/qemu/download}. It need not exist yet.
     */
    public Path directory() {
        return settings.folder().download();
    }

    /** Return the folders of the cache. */
    public CacheFolder folder() {
        return settings.folder();
    }

    /** Return whether this cache may download missing assets. */
    public boolean mayDownload() {
        return !settings.offline();
    }

    /**
     * Return whether the asset is in the cache and its hash is right. The content is hashed unless
     * it is known to be unchanged since any process last did that.
     */
    public boolean contains(Asset asset) {
        return verified.contains(asset.hash()) || fetching().isIntact(asset);
    }

    /**
     * Return the asset's file, and download it first if necessary. If several threads and processes
     * request the same asset at once, one downloads it and the others wait. The entry is not
     * evicted until this process ends.
     *
     * @throws AssetUnavailableException if it is not available now
     * @throws AssetException if trying again will not help
     */
    public Path fetch(Asset asset) {
        boolean unused = bring(asset, null);
        return path(asset);
    }

    /**
     * Download the asset into the cache if necessary, and report the progress to a listener.
     *
     * @return whether it was downloaded; {@code false} if it was in the cache already or another
     *     process downloaded it in the meantime
     * @throws AssetUnavailableException if it is not available now
     * @throws AssetException if trying again will not help
     */
    public boolean fetch(Asset asset, TransferListener listener) {
        return bring(asset, listener);
    }

    /** Fetch an asset: see {@link #fetch(Asset)}. Return whether this process downloaded it. */
    boolean bring(Asset asset) {
        return bring(asset, null);
    }

    /** Return where an asset is once it was fetched. */
    Path path(Asset asset) {
        return directory().resolve(asset.hash());
    }

    private boolean bring(Asset asset, @Nullable TransferListener listener) {
        InUseLock.hold(settings.folder(), asset.hash());
        boolean known = !settings.refresh() && verified.contains(asset.hash());
        boolean fetched =
                !known
                        && fetching()
                                .fetch(asset, listener == null ? TransferListener.NONE : listener);
        CacheEntry.of(directory(), asset.hash()).touch(clock.instant());
        return fetched;
    }

    private synchronized AssetFetcher fetching() {
        AssetFetcher ready = fetching;
        if (ready == null) {
            ready = AssetFetcher.fromEnvironment(settings, verified, environment, clock);
            fetching = ready;
        }
        return ready;
    }
}
