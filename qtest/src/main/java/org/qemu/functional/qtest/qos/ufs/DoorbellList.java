package org.qemu.functional.qtest.qos.ufs;

import java.nio.ByteOrder;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.qos.GuestAllocator;

/** A list of slots, each with a bit in the doorbell (UFSHCI 3.0, 5.4). */
final class DoorbellList implements TransferList {
    private static final int LIST = 0x50;
    private static final int LIST_HIGH = 0x54;
    private static final int DOORBELL = 0x58;
    private static final int RUN = 0x60;

    private final QTest qtest;
    private final Register doorbell;
    private final long descriptors;
    private final int slots;
    private int next;
    private int oldest;

    DoorbellList(QTest qtest, GuestAllocator memory, Region registers, int slots) {
        this.qtest = qtest;
        this.slots = slots;
        this.doorbell = registers.registerl("UTRLDBR", DOORBELL);
        this.descriptors = memory.alloc((long) slots * DESCRIPTOR);
        registers.writel(LIST, descriptors);
        registers.writel(LIST_HIGH, descriptors >>> 32);
        registers.writel(RUN, 1);
    }

    @Override
    public int depth() {
        return slots;
    }

    private long at(int slot) {
        return descriptors + (long) slot * DESCRIPTOR;
    }

    @Override
    public void submit(byte[] descriptor) {
        qtest.bufwrite(at(next), descriptor);
        doorbell.write(1L << next);
        next = (next + 1) % slots;
    }

    @Override
    public int await() {
        int slot = oldest;
        oldest = (oldest + 1) % slots;
        doorbell.await(1L << slot, 0);
        return qtest.memory(ByteOrder.LITTLE_ENDIAN).readb(at(slot) + STATUS);
    }
}
