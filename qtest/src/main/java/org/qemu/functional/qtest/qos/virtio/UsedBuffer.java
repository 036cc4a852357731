package org.qemu.functional.qtest.qos.virtio;

/**
 * What the device gives back.
 *
 * @param head the chain's, as {@link Virtqueue#add} returned it
 * @param written how many bytes the device says to have written
 */
public record UsedBuffer(int head, long written) {}
