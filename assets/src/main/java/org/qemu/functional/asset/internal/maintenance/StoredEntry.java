package org.qemu.functional.asset.internal.maintenance;

import java.nio.file.Path;
import java.time.Instant;

/**
 * An entry in the cache.
 *
 * @param bytes its size
 * @param lastUse when it was last used, as far as that is known; see {@link LastUse}
 */
public record StoredEntry(String hash, Path file, long bytes, Instant lastUse) {}
