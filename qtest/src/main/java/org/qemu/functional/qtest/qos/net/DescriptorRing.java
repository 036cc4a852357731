package org.qemu.functional.qtest.qos.net;

import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.qos.GuestAllocator;

/**
 * A ring of descriptors of 16 bytes: address, length with command, status with the rest; when one
 * is done, the card has written the status and the length. The card owns those from the head up to,
 * but not including, the tail.
 */
final class DescriptorRing {
    /**
     * The offsets of its registers, from the first of the ring (82574 Datasheet, 10.2.5 and 10.2.6;
     * 82576 Datasheet, 8.10 and 8.12).
     */
    private static final int BASE = 0x00;

    private static final int BASE_HIGH = 0x04;
    private static final int LENGTH = 0x08;
    private static final int HEAD = 0x10;
    private static final int TAIL = 0x18;

    /**
     * The number of descriptors. The card never owns all, because a full ring would look like an
     * empty one.
     */
    static final int SLOTS = 8;

    private static final int DESCRIPTOR = 16;
    private static final int BUFFER = 2048;

    private final Region registers;
    private final Region memory;
    private final long descriptors;
    private final long buffers;
    private final int statusOffset;
    private final int lengthOffset;
    private int next;

    /**
     * Create a ring.
     *
     * @param statusOffset the offset of the status in a descriptor that is done
     * @param lengthOffset the offset of the length in it
     */
    DescriptorRing(
            Region registers,
            Region memory,
            GuestAllocator allocator,
            int statusOffset,
            int lengthOffset) {
        this.registers = registers;
        this.statusOffset = statusOffset;
        this.lengthOffset = lengthOffset;
        this.memory = memory;
        this.descriptors = allocator.alloc(SLOTS * DESCRIPTOR);
        this.buffers = allocator.alloc(SLOTS * BUFFER);
    }

    /**
     * Write the ring's address to the card; with buffers, the card owns all descriptors but one.
     */
    void start(boolean withBuffers) {
        next = 0;
        registers.writel(BASE, descriptors);
        registers.writel(BASE_HIGH, descriptors >>> 32);
        registers.writel(LENGTH, SLOTS * DESCRIPTOR);
        registers.writel(HEAD, 0);
        for (int slot = 0; withBuffers && slot < SLOTS; slot++) {
            write(slot, buffer(slot), 0);
        }
        registers.writel(TAIL, withBuffers ? SLOTS - 1 : 0);
    }

    private long at(int slot) {
        return descriptors + (long) slot * DESCRIPTOR;
    }

    private void write(int slot, long buffer, long lengthAndCommand) {
        memory.writeq(at(slot), buffer);
        memory.writel(at(slot) + 8, lengthAndCommand);
        memory.writel(at(slot) + 12, 0);
    }

    /** Pass a descriptor to the card, and return its index. */
    int put(long buffer, long lengthAndCommand) {
        int slot = next();
        write(slot, buffer, lengthAndCommand);
        registers.writel(TAIL, next);
        return slot;
    }

    /** Advance to the next descriptor, and return the previous one. */
    int next() {
        int slot = next;
        next = (next + 1) % SLOTS;
        return slot;
    }

    /** Return a filled descriptor to the card with the same buffer. */
    void recycle(int slot) {
        write(slot, buffer(slot), 0);
        registers.writel(TAIL, slot);
    }

    long buffer(int slot) {
        return buffers + (long) slot * BUFFER;
    }

    int status(int slot) {
        return memory.readb(at(slot) + statusOffset);
    }

    int length(int slot) {
        return memory.readw(at(slot) + lengthOffset);
    }

    String describe(int slot) {
        return "descriptor %d has the status 0x%02x, head is %d, tail is %d"
                .formatted(slot, status(slot), registers.readl(HEAD), registers.readl(TAIL));
    }
}
