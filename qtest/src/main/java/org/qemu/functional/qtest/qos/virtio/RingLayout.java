package org.qemu.functional.qtest.qos.virtio;

import org.qemu.functional.qtest.qos.GuestAllocator;

/**
 * The addresses of the three parts of a split virtqueue (2.7), consecutive as legacy devices
 * require (2.7.2).
 *
 * @param size the number of descriptors, a power of two
 * @param descriptors the descriptor table
 * @param available the ring of buffers that the driver makes available
 * @param used the ring of buffers that the device has used
 */
public record RingLayout(int size, long descriptors, long available, long used) {
    /** The alignment of a legacy device's used ring, the same as in Linux and QEMU. */
    public static final int ALIGNMENT = 4096;

    /** The size of a descriptor in bytes. */
    static final int DESCRIPTOR = 16;

    static RingLayout allocate(GuestAllocator memory, int size) {
        long used = usedOffset(size);
        long base = memory.alloc(used + 6 + 8L * size, ALIGNMENT);
        return new RingLayout(size, base, base + (long) DESCRIPTOR * size, base + used);
    }

    private static long usedOffset(int size) {
        long end = (long) DESCRIPTOR * size + 6 + 2L * size;
        return (end + ALIGNMENT - 1) & -ALIGNMENT;
    }

    /** Return the total size in bytes. */
    long bytes() {
        return used - descriptors + 6 + 8L * size;
    }
}
