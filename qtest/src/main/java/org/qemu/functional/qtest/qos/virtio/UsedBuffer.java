package org.qemu.functional.qtest.qos.virtio;

/**
 * A buffer that the device returned.
 *
 * @param head the head of the chain, as returned by {@link Virtqueue#add}
 * @param written the number of bytes that the device reports as written
 */
public record UsedBuffer(int head, long written) {}
