package org.qemu.functional.asset;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import org.qemu.functional.asset.internal.cache.CacheEntry;
import org.qemu.functional.files.DiskFullErrors;
import org.qemu.functional.files.FileOwner;

/** Creates the exceptions for failures of the cache folder itself. */
final class CacheErrors {
    private CacheErrors() {}

    static AssetException cannotWrite(Asset asset, IOException e) {
        String reason = String.valueOf(e.getMessage());
        String what =
                e instanceof AccessDeniedException
                        ? "permission denied: " + reason
                        : e instanceof FileSystemException f && f.getReason() != null
                                ? f.getFile() + ": " + f.getReason()
                                : reason;
        String hint =
                DiskFullErrors.isCauseOf(e)
                        ? "free disk space, or set QEMU_TEST_CACHE_DIR to a folder on a larger disk"
                        : "set QEMU_TEST_CACHE_DIR to a writable folder";
        return new AssetException(
                "cannot keep asset %s in the cache: %s; %s".formatted(asset.url(), what, hint), e);
    }

    static AssetException denied(Asset asset, CacheEntry entry, AccessDeniedException e) {
        return entry.file().toString().equals(e.getFile())
                ? new AssetException(
                        "permission denied to read %s, the cached file of asset %s: %s; ask its owner to allow it (chmod a+r), or set QEMU_TEST_CACHE_DIR to a folder of your own"
                                .formatted(
                                        entry.file(),
                                        asset.url(),
                                        FileOwner.describe(entry.file())),
                        e)
                : cannotWrite(asset, e);
    }

    static AssetException corrupt(Asset asset, CacheEntry entry, String found) {
        return AssetException.ofWrongContent(
                "the cached file %s of asset %s is damaged: its hash is %s; unset QEMU_TEST_NO_DOWNLOAD so that it is downloaded again, or delete it"
                        .formatted(entry.file(), asset.url(), found),
                null);
    }

    static AssetUnavailableException offline(Asset asset, CacheEntry entry) {
        return new AssetUnavailableException(
                "asset %s is not in the cache as %s and QEMU_TEST_NO_DOWNLOAD is set"
                        .formatted(asset.url(), entry.file()));
    }

    static AssetException broken(Asset asset, Throwable e) {
        return new AssetException("cannot fetch asset %s: %s".formatted(asset.url(), e), e);
    }

    static AssetUnavailableException interrupted(Asset asset, InterruptedException e) {
        Thread.currentThread().interrupt();
        return new AssetUnavailableException("interrupted while fetching " + asset.url(), e);
    }
}
