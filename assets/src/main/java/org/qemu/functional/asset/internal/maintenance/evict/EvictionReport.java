package org.qemu.functional.asset.internal.maintenance.evict;

import java.util.List;

/**
 * What an eviction removed, or would remove in a dry run.
 *
 * @param items in the order in which they were processed
 * @param keptEntries number of entries kept
 * @param keptBytes size of the kept entries and of the files extracted from them
 */
public record EvictionReport(List<EvictedItem> items, int keptEntries, long keptBytes) {
    /** Return how many bytes were removed. */
    public long removedBytes() {
        return items.stream()
                .filter(item -> item.outcome() == EvictedItem.Outcome.REMOVED)
                .mapToLong(EvictedItem::bytes)
                .sum();
    }

    /** Return whether an item could not be removed. */
    public boolean failed() {
        return items.stream().anyMatch(item -> item.outcome() == EvictedItem.Outcome.FAILED);
    }
}
