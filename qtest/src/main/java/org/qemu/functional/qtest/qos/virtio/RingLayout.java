package org.qemu.functional.qtest.qos.virtio;

import org.qemu.functional.qtest.qos.GuestAllocator;

/**
 * Where the three parts of a split virtqueue are (2.7), one behind the other as legacy devices want
 * it (2.7.2).
 *
 * @param size how many descriptors there are, a power of two
 * @param descriptors the table of descriptors
 * @param available the ring of what the driver gives
 * @param used the ring of what the device gives back
 */
public record RingLayout(int size, long descriptors, long available, long used) {
    /** To what the used ring of a legacy device is aligned; Linux and QEMU take this, too. */
    public static final int ALIGNMENT = 4096;

    /** The bytes of a descriptor. */
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

    /** All of its bytes. */
    long bytes() {
        return used - descriptors + 6 + 8L * size;
    }
}
