package org.qemu.functional.asset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.cache.CacheEntry;
import org.qemu.functional.cache.CacheLock;
import org.qemu.functional.cache.DownloadFile;
import org.qemu.functional.cache.FileIdentity;
import org.qemu.functional.cache.Pause;
import org.qemu.functional.cache.VerifiedEntries;
import org.qemu.functional.download.DownloadException;
import org.qemu.functional.download.DownloadListener;
import org.qemu.functional.download.DownloadRequest;
import org.qemu.functional.download.Downloader;

/**
 * Keeps assets in a folder shared with QEMU's own framework, with other processes and with later
 * runs. An entry is whole or absent, whatever dies when. Safe for use by many threads.
 */
public final class AssetCache {
    private static final Logger LOG = LogManager.getLogger("qemu.asset");
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);

    /** Tries for the lock without its holder's download growing: ten minutes. */
    private static final int PATIENCE = 12_000;

    /** Keep the threads of this process apart, by entry, also when there are several caches. */
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    private final CacheSettings settings;
    private final Supplier<Downloader> downloader;
    private final Clock clock;
    private final Pause pause;
    private final VerifiedEntries verified = new VerifiedEntries();
    private final Set<String> refreshed = ConcurrentHashMap.newKeySet();

    AssetCache(CacheSettings settings, Supplier<Downloader> downloader, Clock clock, Pause pause) {
        this.settings = settings;
        this.downloader = downloader;
        this.clock = clock;
        this.pause = pause;
    }

    /**
     * Sets a cache up as {@code QEMU_TEST_CACHE_DIR}, {@code QEMU_TEST_REFRESH_CACHE}, {@code
     * QEMU_TEST_NO_DOWNLOAD} and {@code QEMU_TEST_DEBIAN_MIRROR} say. Touches no file yet.
     */
    public static AssetCache fromEnvironment(Map<String, String> environment) {
        return new AssetCache(
                CacheSettings.fromEnvironment(environment),
                new Lazy<>(() -> Downloader.fromEnvironment(environment)),
                Clock.systemUTC(),
                Pause.real());
    }

    static AssetCache ofThisProcess() {
        return OfThisProcess.CACHE;
    }

    /**
     * Returns the folder of the entries: {@code $QEMU_TEST_CACHE_DIR/download}, else {@code
     * ~/.cache/qemu/download}. It need not exist yet.
     */
    public Path directory() {
        return settings.directory();
    }

    /** Tells whether this cache may fetch what it has not. */
    public boolean mayDownload() {
        return !settings.offline();
    }

    /** Tells whether the asset is here and whole; its content is hashed if it has not been yet. */
    public boolean contains(Asset asset) {
        CacheEntry entry = CacheEntry.of(directory(), asset.hash());
        ReentrantLock lock = lockOf(entry);
        lock.lock();
        try {
            return damage(asset, entry) == null;
        } catch (IOException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Returns the asset's file, fetching it first if need be. Of all that ask for the same asset at
     * once, threads and processes, one fetches it and the others wait.
     *
     * @throws AssetUnavailableException if it cannot be had now
     * @throws AssetException if it cannot be had at all
     */
    public Path fetch(Asset asset) {
        fetch(asset, FetchListener.NONE);
        return CacheEntry.of(directory(), asset.hash()).file();
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
        CacheEntry entry = CacheEntry.of(directory(), asset.hash());
        ReentrantLock lock = lockOf(entry);
        try {
            lock.lockInterruptibly();
            try {
                boolean fetched = !isUsable(asset, entry) && fetchFirst(asset, entry, listener);
                entry.touch(clock.instant());
                return fetched;
            } finally {
                lock.unlock();
            }
        } catch (IOException e) {
            if (Thread.interrupted()) { // which closes channels
                throw CacheFault.interrupted(asset, new InterruptedException(e.getMessage()));
            }
            throw CacheFault.cannotWrite(asset, e);
        } catch (InterruptedException e) {
            throw CacheFault.interrupted(asset, e);
        }
    }

    private boolean isUsable(Asset asset, CacheEntry entry) throws IOException {
        if (mayDownload()) {
            return !isToBeRefreshed(asset) && damage(asset, entry) == null;
        }
        String damage = damage(asset, entry);
        if (damage == null) {
            return true;
        }
        throw damage.isEmpty()
                ? CacheFault.offline(asset, entry)
                : CacheFault.corrupt(asset, entry, damage);
    }

    /** Returns whether it was this process that fetched. */
    private boolean fetchFirst(Asset asset, CacheEntry entry, FetchListener listener)
            throws IOException, InterruptedException {
        Files.createDirectories(directory());
        try (CacheLock lock = acquire(asset, entry)) {
            assert lock != null;
            while (isToBeRefreshed(asset) || !isWhole(asset, entry)) {
                try (DownloadFile file = DownloadFile.create(entry, pause)) {
                    if (file == null) {
                        continue;
                    }
                    download(asset, file, listener);
                    FileIdentity identity = file.commit(asset.url());
                    if (identity != null) {
                        verified.add(entry.file(), identity);
                        refreshed.add(asset.hash());
                        return true;
                    }
                }
            }
            return false;
        }
    }

    private void download(Asset asset, DownloadFile file, FetchListener listener)
            throws IOException, InterruptedException {
        try {
            downloader
                    .get()
                    .download(
                            new DownloadRequest(asset.url(), asset.hash()),
                            file,
                            new ForAsset(asset, listener));
        } catch (DownloadException e) {
            String message = String.valueOf(e.getMessage());
            throw e.permanent()
                    ? new AssetException(message, e.getCause())
                    : new AssetUnavailableException(message, e.getCause());
        }
    }

    private boolean isToBeRefreshed(Asset asset) {
        return settings.refresh() && !refreshed.contains(asset.hash());
    }

    /** Removes an entry that is not whole; for the holder of the kernel lock. */
    private boolean isWhole(Asset asset, CacheEntry entry) throws IOException {
        String damage = damage(asset, entry);
        if (damage != null && !damage.isEmpty()) {
            LOG.warn(
                    "{} was damaged, its hash is {}: it is fetched again from {}",
                    entry.file(),
                    damage,
                    asset.url());
            Files.deleteIfExists(entry.file());
        }
        return damage == null;
    }

    /** Returns {@code null} for a whole entry, "" for none, else the wrong hash. */
    private @Nullable String damage(Asset asset, CacheEntry entry) throws IOException {
        if (verified.contains(entry.file())) {
            return null;
        }
        if (!entry.exists()) {
            return "";
        }
        FileIdentity identity = FileIdentity.of(entry.file());
        String found = asset.algorithm().hashOf(entry.file());
        if (!found.equals(asset.hash())) {
            return found;
        }
        verified.add(entry.file(), identity);
        return null;
    }

    private CacheLock acquire(Asset asset, CacheEntry entry)
            throws IOException, InterruptedException {
        FileIdentity before = null;
        for (int unchanged = 0; unchanged < PATIENCE; unchanged++) {
            CacheLock lock = CacheLock.tryAcquire(directory(), asset.hash());
            if (lock != null) {
                return lock;
            }
            FileIdentity now = FileIdentity.ofExisting(entry.download());
            if (now != null && !now.equals(before)) {
                if (before == null) {
                    LOG.info("waiting for another process that fetches {}", asset.url());
                }
                before = now;
                unchanged = 0;
            }
            pause.forAbout(BETWEEN_TRIES);
        }
        throw new AssetUnavailableException(
                "another process has been fetching asset %s into %s for ten minutes without getting on"
                        .formatted(asset.url(), entry.download()));
    }

    private static ReentrantLock lockOf(CacheEntry entry) {
        return LOCKS.computeIfAbsent(entry.file(), file -> new ReentrantLock());
    }

    /** Hands on what is told of one download. */
    private record ForAsset(Asset asset, FetchListener listener) implements DownloadListener {
        @Override
        public void started(String url, long size) {
            listener.started(asset, url, size);
        }

        @Override
        public void received(long bytes) {
            listener.received(asset, bytes);
        }

        @Override
        public void retrying(String reason, Duration pause) {
            listener.retrying(asset, reason, pause);
        }
    }

    private static final class OfThisProcess {
        static final AssetCache CACHE = fromEnvironment(System.getenv());
    }
}
