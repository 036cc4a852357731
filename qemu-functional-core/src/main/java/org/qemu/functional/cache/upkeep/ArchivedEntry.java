package org.qemu.functional.cache.upkeep;

/**
 * An entry as the manifest of an archive names it.
 *
 * @param url where it came from, "unknown" if nobody knows
 */
public record ArchivedEntry(String hash, String url, long bytes) {}
