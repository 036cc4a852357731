package org.qemu.functional.qtest.qos.iommu;

import java.nio.ByteOrder;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Register;

/** A ring of commands of 16 bytes, which the IOMMU executes in order. */
final class CommandQueue {
    /** The binary logarithm of the number of commands. */
    static final int BITS = 5;

    private static final int COMMAND = 16;

    /** The size in bytes. */
    static final int SIZE = COMMAND << BITS;

    private final QTest qtest;
    private final long base;
    private final Register tail;
    private final Register head;
    private final long mask;
    private long next;

    /**
     * Create a queue that is empty.
     *
     * @param mask the bits of the registers that contain an index
     */
    CommandQueue(QTest qtest, long base, Register tail, Register head, long mask) {
        this.qtest = qtest;
        this.base = base;
        this.tail = tail;
        this.head = head;
        this.mask = mask;
    }

    /** Return the address of the first command. */
    long base() {
        return base;
    }

    /** Execute commands, each given by its first 8 bytes; the others are 0. */
    void execute(long... commands) {
        Region memory = qtest.memory(ByteOrder.LITTLE_ENDIAN);
        for (long command : commands) {
            long at = base + COMMAND * (next & (1 << BITS) - 1);
            memory.writeq(at, command);
            memory.writeq(at + 8, 0);
            next = next + 1 & mask;
        }
        tail.write(next);
        head.await(mask, next);
    }
}
