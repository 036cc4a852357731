package org.qemu.functional.asset;

import java.util.List;
import java.util.Map;

/**
 * What became of the assets that {@link AssetPrefetcher} was given; each is in one of the four.
 *
 * @param fetched those fetched now
 * @param present those that were in the cache already, or that another process brought meanwhile
 * @param transientFailures those that may be had another time, with the reason
 * @param permanentFailures those that somebody has to look into, with the reason
 */
public record PrefetchResult(
        List<Asset> fetched,
        List<Asset> present,
        Map<Asset, AssetUnavailableException> transientFailures,
        Map<Asset, AssetException> permanentFailures) {

    /** Tells whether all assets are in the cache now. */
    public boolean complete() {
        return transientFailures.isEmpty() && permanentFailures.isEmpty();
    }
}
