package org.qemu.functional.tests.qtest;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.machine.MachineType;
import org.qemu.functional.qtest.qos.machine.QosMachine;
import org.qemu.functional.qtest.qos.pci.Bar;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/** QEMU's educational device: docs/specs/edu.rst of its source. */
@QTestMachine("-machine pc -nodefaults -m 64M -device edu,addr=05.0")
class EduTest {
    private QosMachine machine;
    private PciDevice edu;
    private Bar registers;

    @BeforeEach
    void enable(QTest qtest) {
        machine = MachineType.I440FX.open(qtest);
        edu = machine.pci().get(PciAddress.of("05.0"));
        edu.enable();
        registers = edu.map(0);
    }

    @Test
    void identifiesItself() {
        edu.config().registerl("vendor and device", 0).expect(0x11e8_1234L);
        registers.registerl("identification", 0x00).expect(0x0100_00edL);
    }

    @Test
    void invertsWhatItIsTold() {
        registers.registerl("liveness", 0x04).write(0x1234_5678L);
        registers.registerl("liveness", 0x04).expect(0xedcb_a987L);
    }

    @Test
    void computesAFactorialAndInterrupts(QTest qtest) {
        registers.registerl("status", 0x20).write(0x80);
        registers.registerl("factorial", 0x08).write(10);
        registers.registerl("status", 0x20).await(0x01, 0);
        registers.registerl("factorial", 0x08).expect(3_628_800);
        registers.registerl("interrupt status", 0x24).await(0x01, 1);
        registers.registerl("interrupt acknowledge", 0x64).write(1);
        registers.registerl("interrupt status", 0x24).expect(0);
    }

    @Test
    void copiesMemoryIntoItsBuffer(QTest qtest) {
        qtest.requireClock();
        byte[] data = {1, 2, 3, 4, 5, 6, 7, 8};
        long there = machine.memory().alloc(data.length);
        long back = machine.memory().alloc(data.length);
        qtest.memwrite(there, data);
        copy(qtest, there, 0x40000, data.length, 1);
        copy(qtest, 0x40000, back, data.length, 3);
        assertArrayEquals(data, qtest.memread(back, data.length));
    }

    /** Start a copy and wait for it; the device starts 100 ms after the command. */
    private void copy(QTest qtest, long from, long to, int size, int command) {
        registers.writeq(0x80, from);
        registers.writeq(0x88, to);
        registers.writeq(0x90, size);
        registers.writeq(0x98, command);
        qtest.clockStep(Duration.ofMillis(100));
        registers.registerq("DMA command", 0x98).expect(1, 0);
    }
}
