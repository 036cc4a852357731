package org.qemu.functional.tests.qtest.regression;

import static org.qemu.functional.tests.qtest.regression.Devices.words;

import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.pci.Bar;

/** Faults of NVMe controllers. */
class NvmeFaultsTest {
    private static final long ADMIN = 0x20_0000;
    private static final long ADMIN_DONE = 0x20_1000;
    private static final long DONE = 0x20_2000;
    private static final long COMMANDS = 0x20_3000;
    private static final long SEGMENT = 0x21_0000;

    /** The size of queues, as a number from 0. */
    private static final int LAST = 15;

    private static final int CREATE_DONE = 5;
    private static final int CREATE_COMMANDS = 1;
    private static final int READ = 2;
    private static final int BY_LIST = 0x40;

    /** The type of a descriptor that is followed by a segment of descriptors. */
    private static final long SEGMENT_TYPE = 0x20L << 24;

    private static final int PHASE = 1 << 16;

    /** The segment of a scatter-gather list that consists of a descriptor of itself. */
    @Test
    @QTestMachine(
            value =
                    "-machine pc -nodefaults -m 64M"
                            + " -drive if=none,id=d,driver=null-co,read-zeroes=on,size=64M"
                            + " -device nvme,drive=d,serial=1,addr=05.0",
            running = true)
    @Regression(
            value = "hw/nvme/ctrl.c",
            device = "nvme",
            shows = "hangs: a list that leads to itself is followed for ever",
            fixedIn = "11.1")
    void aListThatLeadsToItselfIsRefused(QTest qtest) {
        Bar registers = Devices.enabled(qtest).map(0);
        registers.registerl("AQA", 0x24).write(LAST << 16 | LAST);
        registers.registerq("ASQ", 0x28).write(ADMIN);
        registers.registerq("ACQ", 0x30).write(ADMIN_DONE);
        registers.registerl("CC", 0x14).write(0x46_0001);
        registers.registerl("CSTS", 0x1c).await(1, 1);
        long queue = (long) LAST << 16 | 1;
        command(qtest, ADMIN, CREATE_DONE, DONE, queue, 1);
        command(qtest, ADMIN + 64, CREATE_COMMANDS, COMMANDS, queue, 1 << 16 | 1);
        registers.registerl("doorbell of the admin queue", 0x1000).write(2);
        step(qtest);
        qtest.memory().registerl("status", ADMIN_DONE + 0x1c).await(0xffff_0000L, PHASE);
        words(qtest, SEGMENT, SEGMENT, 0, 16, SEGMENT_TYPE);
        words(qtest, COMMANDS, READ | BY_LIST << 8, 1, 0, 0, 0, 0, SEGMENT, 0, 16, SEGMENT_TYPE);
        registers.registerl("doorbell of commands", 0x1008).write(1);
        step(qtest);
        // Any answer will do.
        qtest.memory().registerl("status", DONE + 0x0c).await(PHASE, PHASE);
    }

    private static void command(QTest qtest, long at, int code, long data, long queue, long flags) {
        words(qtest, at, code, 0, 0, 0, 0, 0, data, 0, 0, 0, queue, flags);
    }

    private static void step(QTest qtest) {
        if (qtest.hasClock()) {
            qtest.clockStep(1_000_000);
        }
    }
}
