package org.qemu.functional.asset;

import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.cache.CacheEntry;
import org.qemu.functional.cache.InUseLock;
import org.qemu.functional.cache.Sleeper;
import org.qemu.functional.cache.VerifiedEntries;
import org.qemu.functional.download.Downloader;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.settings.HarnessSettings;

/**
 * Keeps assets in a folder shared with QEMU's own framework, with other processes and with later
 * runs. An entry is whole or absent, whatever dies when. Safe for use by many threads.
 *
 * <p>Most fetches find their entry, so what they need is here and little: no log, no network, no
 * lock to wait for. The rest is in {@link AssetFetcher}.
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
     * Sets a cache up as {@code QEMU_TEST_CACHE_DIR}, {@code QEMU_TEST_REFRESH_CACHE}, {@code
     * QEMU_TEST_NO_DOWNLOAD}, {@code QEMU_TEST_MIRRORS} and {@code QEMU_TEST_DEBIAN_MIRROR} say.
     * Touches no file yet.
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
     * Has the assets of this process fetch nothing from now on, as {@code QEMU_TEST_NO_DOWNLOAD}
     * does.
     */
    public static synchronized void stayOffline() {
        Map<String, String> environment = new HashMap<>(HarnessSettings.current().environment());
        environment.put("QEMU_TEST_NO_DOWNLOAD", "1");
        ofThisProcess = fromEnvironment(environment);
    }

    /**
     * Returns the folder of the entries: {@code $QEMU_TEST_CACHE_DIR/download}, else {@code
     * ~/.cache/qemu/download}. It need not exist yet.
     */
    public Path directory() {
        return settings.folder().download();
    }

    /** Returns where the cache has its folders. */
    public CacheFolder folder() {
        return settings.folder();
    }

    /** Tells whether this cache may fetch what it has not. */
    public boolean mayDownload() {
        return !settings.offline();
    }

    /**
     * Tells whether the asset is here and whole. Its content is hashed unless it is known not to
     * have changed since that was done last, by whichever process.
     */
    public boolean contains(Asset asset) {
        return verified.contains(asset.hash()) || fetching().isWhole(asset);
    }

    /**
     * Returns the asset's file, fetching it first if need be. Of all that ask for the same asset at
     * once, threads and processes, one fetches it and the others wait. Until this process ends the
     * entry is not evicted.
     *
     * @throws AssetUnavailableException if it cannot be had now
     * @throws AssetException if it cannot be had at all
     */
    public Path fetch(Asset asset) {
        bring(asset, null);
        return directory().resolve(asset.hash());
    }

    /**
     * Brings the asset into the cache and tells the listener how that goes on.
     *
     * @return whether it was fetched, {@code false} if it was there already or another process has
     *     fetched it meanwhile
     * @throws AssetUnavailableException if it cannot be had now
     * @throws AssetException if it cannot be had at all
     */
    public boolean fetch(Asset asset, FetchListener listener) {
        return bring(asset, listener);
    }

    private boolean bring(Asset asset, @Nullable FetchListener listener) {
        InUseLock.hold(settings.folder(), asset.hash());
        boolean known = !settings.refresh() && verified.contains(asset.hash());
        boolean fetched =
                !known && fetching().fetch(asset, listener == null ? FetchListener.NONE : listener);
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
