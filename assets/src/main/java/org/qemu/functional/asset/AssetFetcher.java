package org.qemu.functional.asset;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.qemu.functional.asset.internal.cache.CacheEntry;
import org.qemu.functional.asset.internal.cache.DownloadFile;
import org.qemu.functional.asset.internal.cache.DownloadLock;
import org.qemu.functional.asset.internal.cache.DownloadOpener;
import org.qemu.functional.asset.internal.cache.EntryVerifier;
import org.qemu.functional.asset.internal.cache.EntryVerifier.Integrity;
import org.qemu.functional.asset.internal.cache.InUseLock;
import org.qemu.functional.asset.internal.cache.Sleeper;
import org.qemu.functional.asset.internal.cache.VerifiedEntries;
import org.qemu.functional.asset.internal.download.DownloadException;
import org.qemu.functional.asset.internal.download.Downloader;
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
    private final EntryVerifier verifier;
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
        this.verifier = new EntryVerifier(settings.folder(), verified, clock);
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

    boolean isIntact(Asset asset) {
        CacheEntry entry = entryOf(asset);
        ReentrantLock lock = lockOf(entry);
        lock.lock();
        try {
            return verify(asset, TransferListener.NONE).isIntact();
        } catch (IOException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Fetch an asset; return whether this process downloaded it. */
    boolean fetch(Asset asset, TransferListener listener) {
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

    private boolean isUsable(Asset asset, CacheEntry entry, TransferListener listener)
            throws IOException {
        if (!settings.offline()) {
            return !isToBeRefreshed(asset) && verify(asset, listener).isIntact();
        }
        if (settings.refresh() && refreshed.add(asset.hash())) {
            verified.forget(asset.hash());
        }
        Integrity integrity = verify(asset, listener);
        return switch (integrity.state()) {
            case INTACT -> true;
            case MISSING -> throw CacheErrors.offline(asset, entry);
            case DAMAGED -> throw CacheErrors.corrupt(asset, entry, integrity.found());
        };
    }

    private boolean fetchFirst(Asset asset, CacheEntry entry, TransferListener listener)
            throws IOException, InterruptedException {
        Files.createDirectories(settings.folder().download());
        InUseLock.hold(settings.folder(), asset.hash());
        DownloadOpener begin = new DownloadOpener(settings.folder(), asset.hash(), pause);
        ConcurrentDownloadWait patience = new ConcurrentDownloadWait(asset, entry, listener);
        try (HeldLock lock =
                DownloadLock.acquire(settings.folder().download(), asset.hash(), patience)) {
            assert lock != null;
            while (isToBeRefreshed(asset) || !isIntactNow(asset, entry, listener)) {
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

    private void download(Asset asset, DownloadFile file, TransferListener listener)
            throws IOException, InterruptedException {
        try {
            downloader
                    .get()
                    .download(new DownloadRequest(asset.url(), asset.hash()), file, listener);
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
    private boolean isIntactNow(Asset asset, CacheEntry entry, TransferListener listener)
            throws IOException {
        Integrity integrity = verify(asset, listener);
        if (integrity.state() == EntryVerifier.State.DAMAGED) {
            Path kept = verifier.quarantine(asset.hash(), integrity, asset.url());
            LOG.warn(
                    "{} is damaged, its hash is {}: downloading it again from {}; {}",
                    entry.file(),
                    integrity.found(),
                    asset.url(),
                    kept.equals(entry.file())
                            ? "the damaged file was deleted"
                            : "the damaged file was moved to " + kept);
        }
        return integrity.isIntact();
    }

    private Integrity verify(Asset asset, TransferListener listener) throws IOException {
        return verifier.verify(
                asset.hash(),
                file -> {
                    listener.checking();
                    return asset.algorithm().hashOf(file);
                });
    }

    private CacheEntry entryOf(Asset asset) {
        return CacheEntry.of(settings.folder().download(), asset.hash());
    }

    private static ReentrantLock lockOf(CacheEntry entry) {
        return LOCKS.computeIfAbsent(entry.file(), file -> new ReentrantLock());
    }
}
