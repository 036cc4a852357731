package org.qemu.functional.asset.internal.maintenance.evict;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Selects the entries to evict.
 *
 * @param olderThan entries that were not used for longer are evicted; {@code null} for any age
 * @param maxBytes limit on the size of the entries and of the files extracted from them; the least
 *     recently used entries are evicted until it is met. Negative for no limit
 */
public record EvictionPolicy(@Nullable Duration olderThan, long maxBytes) {
    /** Half a year, as in QEMU's clean-up. */
    public static final Duration HALF_A_YEAR = Duration.ofDays(183);

    /** Return the age at which a damaged entry kept for inspection is removed. */
    Duration quarantineAge() {
        return olderThan == null ? HALF_A_YEAR : olderThan;
    }
}
