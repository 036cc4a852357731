package org.qemu.functional.maintenance;

import java.util.List;

/**
 * What an eviction did, or in a dry run would do.
 *
 * @param items in the order in which they went
 * @param keptEntries how many entries stay
 * @param keptBytes of the entries that stay and of what was unpacked from them
 */
public record EvictionReport(List<EvictedItem> items, int keptEntries, long keptBytes) {
    /** Returns how many bytes went. */
    public long removedBytes() {
        return items.stream()
                .filter(item -> item.outcome() == EvictedItem.Outcome.REMOVED)
                .mapToLong(EvictedItem::bytes)
                .sum();
    }

    /** Tells whether something could not be removed. */
    public boolean failed() {
        return items.stream().anyMatch(item -> item.outcome() == EvictedItem.Outcome.FAILED);
    }
}
