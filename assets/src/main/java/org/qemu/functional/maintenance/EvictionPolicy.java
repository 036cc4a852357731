package org.qemu.functional.maintenance;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is to go.
 *
 * @param olderThan entries go that were not used for longer, {@code null} for none by age
 * @param maxBytes of the entries and of what was unpacked from them; the least recently used go
 *     until it is kept. Negative for no bound
 */
public record EvictionPolicy(@Nullable Duration olderThan, long maxBytes) {
    /** Half a year, as in QEMU's clean-up. */
    public static final Duration HALF_A_YEAR = Duration.ofDays(183);

    /** Returns after which time a damaged entry that was kept for inspection goes. */
    Duration quarantineAge() {
        return olderThan == null ? HALF_A_YEAR : olderThan;
    }
}
