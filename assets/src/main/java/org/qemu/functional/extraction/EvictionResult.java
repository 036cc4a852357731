package org.qemu.functional.extraction;

/**
 * What became of the results of an asset.
 *
 * @param results how many are gone
 * @param bytes how much room they took on disk
 * @param inUse how many were left, as somebody is just filling or copying them
 */
public record EvictionResult(int results, long bytes, int inUse) {
    EvictionResult plus(EvictionResult other) {
        return new EvictionResult(
                results + other.results, bytes + other.bytes, inUse + other.inUse);
    }
}
