package org.qemu.functional.asset;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.internal.cache.CacheEntry;
import org.qemu.functional.asset.internal.cache.DownloadFile;
import org.qemu.functional.asset.internal.cache.DownloadLock;
import org.qemu.functional.asset.internal.cache.DownloadOpener;
import org.qemu.functional.asset.internal.cache.InUseLock;
import org.qemu.functional.asset.internal.cache.Quarantine;
import org.qemu.functional.asset.internal.cache.Sleeper;
import org.qemu.functional.asset.internal.cache.VerifiedEntries;
import org.qemu.functional.asset.internal.download.DownloadException;
import org.qemu.functional.asset.internal.download.Downloader;
import org.qemu.functional.asset.internal.download.transfer.DownloadListener;
import org.qemu.functional.asset.internal.download.transfer.DownloadRequest;
import org.qemu.functional.files.FileIdentity;
import org.qemu.functional.files.HeldLock;
import org.qemu.functional.logging.Log;

/** Downloads entries that are missing from the cache or not known to be intact. */
final class AssetFetcher {
    private static final Log LOG = Log.of("qemu.asset");

    /** Exclude the threads of this process from each other, by entry, across all cache objects. */
    private static final Map<Path, ReentrantLock> LOCKS = new ConcurrentHashMap<>();

    private final CacheSettings settings;
    private final VerifiedEntries verified;
    private final Supplier<Downloader> downloader;
    private final Quarantine quarantine;
    private final Sleeper pause;

    /**
     * Hashes of the entries that this process has refreshed: downloaded, or at least hashed, again.
     */
    private final Set<String> refreshed = ConcurrentHashMap.newKeySet();

    AssetFetcher(
            CacheSettings settings,
            VerifiedEntries verified,
            Supplier<Downloader> downloader,
            Clock clock,
            Sleeper pause) {
        this.settings = settings;
        this.verified = verified;
        this.downloader = downloader;
        this.quarantine = new Quarantine(settings.folder(), clock);
        this.pause = pause;
    }

    static AssetFetcher fromEnvironment(
            CacheSettings settings,
            VerifiedEntries verified,
            Map<String, String> environment,
            Clock clock) {
        return new AssetFetcher(
                settings,
                verified,
                new MemoizingSupplier<>(() -> Downloader.fromEnvironment(environment)),
                clock,
                Sleeper.REAL);
    }

    boolean isWhole(Asset asset) {
        CacheEntry entry = entryOf(asset);
        ReentrantLock lock = lockOf(entry);
        lock.lock();
        try {
            return damage(asset, entry, FetchListener.NONE) == null;
        } catch (IOException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Fetch an asset; return whether this process downloaded it. */
    boolean fetch(Asset asset, FetchListener listener) {
        CacheEntry entry = entryOf(asset);
        ReentrantLock lock = lockOf(entry);
        try {
            lock.lockInterruptibly();
            try {
                return !isUsable(asset, entry, listener) && fetchFirst(asset, entry, listener);
            } finally {
                lock.unlock();
            }
        } catch (AccessDeniedException e) {
            throw CacheErrors.denied(asset, entry, e);
        } catch (IOException e) {
            if (Thread.interrupted()) { // an interrupt closes channels
                throw CacheErrors.interrupted(asset, new InterruptedException(e.getMessage()));
            }
            throw CacheErrors.cannotWrite(asset, e);
        } catch (InterruptedException e) {
            throw CacheErrors.interrupted(asset, e);
        } catch (Error e) {
            // A server may have exhausted memory or stack: that fails this asset only.
            throw CacheErrors.broken(asset, e);
        }
    }

    private boolean isUsable(Asset asset, CacheEntry entry, FetchListener listener)
            throws IOException {
        if (!settings.offline()) {
            return !isToBeRefreshed(asset) && damage(asset, entry, listener) == null;
        }
        if (settings.refresh() && refreshed.add(asset.hash())) {
            verified.forget(asset.hash());
        }
        String damage = damage(asset, entry, listener);
        if (damage == null) {
            return true;
        }
        throw damage.isEmpty()
                ? CacheErrors.offline(asset, entry)
                : CacheErrors.corrupt(asset, entry, damage);
    }

    private boolean fetchFirst(Asset asset, CacheEntry entry, FetchListener listener)
            throws IOException, InterruptedException {
        Files.createDirectories(settings.folder().download());
        InUseLock.hold(settings.folder(), asset.hash());
        DownloadOpener begin = new DownloadOpener(settings.folder(), asset.hash(), pause);
        ConcurrentDownloadWait patience = new ConcurrentDownloadWait(asset, entry, listener);
        try (HeldLock lock =
                DownloadLock.acquire(settings.folder().download(), asset.hash(), patience)) {
            assert lock != null;
            while (isToBeRefreshed(asset) || !isWholeNow(asset, entry, listener)) {
                try (DownloadFile file = begin.create()) {
                    if (file == null) {
                        continue;
                    }
                    download(asset, file, listener);
                    FileIdentity identity = file.commit(asset.url());
                    if (identity != null) {
                        verified.addFetched(asset.hash(), identity);
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
            if (e.permanent() && e.wrongContent()) {
                throw AssetException.ofWrongContent(message, e.getCause());
            }
            throw e.permanent()
                    ? new AssetException(message, e.getCause())
                    : new AssetUnavailableException(message, e.getCause());
        } catch (IllegalArgumentException e) {
            throw new AssetException(
                    "cannot fetch asset %s: %s".formatted(asset.url(), e.getMessage()), e);
        }
    }

    private boolean isToBeRefreshed(Asset asset) {
        return settings.refresh() && !refreshed.contains(asset.hash());
    }

    /**
     * Quarantine a damaged entry, and return whether it is intact. The caller has the kernel lock.
     */
    private boolean isWholeNow(Asset asset, CacheEntry entry, FetchListener listener)
            throws IOException {
        String damage = damage(asset, entry, listener);
        if (damage != null && !damage.isEmpty()) {
            verified.forget(asset.hash());
            Path kept = quarantine.take(asset.hash(), damage, asset.url());
            LOG.warn(
                    "{} is damaged, its hash is {}: downloading it again from {}; {}",
                    entry.file(),
                    damage,
                    asset.url(),
                    kept.equals(entry.file())
                            ? "the damaged file was deleted"
                            : "the damaged file was moved to " + kept);
        }
        return damage == null;
    }

    /** Return {@code null} for an intact entry, "" for a missing one, else the wrong hash. */
    private @Nullable String damage(Asset asset, CacheEntry entry, FetchListener listener)
            throws IOException {
        if (verified.contains(asset.hash())) {
            return null;
        }
        if (!entry.exists()) {
            return "";
        }
        FileIdentity identity = FileIdentity.of(entry.file());
        listener.checking(asset);
        String found = asset.algorithm().hashOf(entry.file());
        if (!found.equals(asset.hash())) {
            return found;
        }
        verified.addHashed(asset.hash(), identity);
        return null;
    }

    private CacheEntry entryOf(Asset asset) {
        return CacheEntry.of(settings.folder().download(), asset.hash());
    }

    private static ReentrantLock lockOf(CacheEntry entry) {
        return LOCKS.computeIfAbsent(entry.file(), file -> new ReentrantLock());
    }

    /** Passes the events of one download on to the listener of its asset. */
    private record ForAsset(Asset asset, FetchListener listener) implements DownloadListener {
        @Override
        public void started(String url, long size) {
            listener.started(asset, url, size);
        }

        @Override
        public void resumed(String url, long there, long size) {
            listener.resumed(asset, url, there, size);
        }

        @Override
        public void received(long bytes) {
            listener.received(asset, bytes);
        }

        @Override
        public void retrying(String reason, Duration pause) {
            listener.retrying(asset, reason, pause);
        }

        @Override
        public void movingOn(String reason) {
            listener.movingOn(asset, reason);
        }
    }
}
