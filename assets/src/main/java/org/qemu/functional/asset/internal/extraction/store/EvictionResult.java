package org.qemu.functional.asset.internal.extraction.store;

/**
 * The outcome of an eviction of results.
 *
 * @param results number of results removed
 * @param bytes disk space they occupied, in bytes
 * @param inUse number of results kept because they are being filled or copied
 */
public record EvictionResult(int results, long bytes, int inUse) {
    EvictionResult plus(EvictionResult other) {
        return new EvictionResult(
                results + other.results, bytes + other.bytes, inUse + other.inUse);
    }
}
