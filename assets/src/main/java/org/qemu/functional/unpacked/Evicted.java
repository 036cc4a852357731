package org.qemu.functional.unpacked;

/**
 * What became of the results of an asset.
 *
 * @param results how many are gone
 * @param bytes how much room they took on disk
 * @param inUse how many were left, as somebody is just filling or copying them
 */
public record Evicted(int results, long bytes, int inUse) {
    Evicted plus(Evicted other) {
        return new Evicted(results + other.results, bytes + other.bytes, inUse + other.inUse);
    }
}
