package org.qemu.functional.asset;

import java.util.List;
import java.util.Map;

/**
 * The results of {@link AssetPrefetcher}; each asset is in one of the four.
 *
 * @param fetched assets that were downloaded now
 * @param present assets that were in the cache already, or that another process downloaded in the
 *     meantime
 * @param transientFailures assets that may be available later, with the reason
 * @param permanentFailures assets that somebody has to look into, with the reason
 */
public record PrefetchResult(
        List<Asset> fetched,
        List<Asset> present,
        Map<Asset, AssetUnavailableException> transientFailures,
        Map<Asset, AssetException> permanentFailures) {

    /** Return whether all assets are in the cache now. */
    public boolean complete() {
        return transientFailures.isEmpty() && permanentFailures.isEmpty();
    }
}
