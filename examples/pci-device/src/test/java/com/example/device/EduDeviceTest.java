package com.example.device;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.qemu.functional.junit.Arch;
import org.qemu.functional.junit.Machine;
import org.qemu.functional.junit.QemuTest;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.machine.MachineType;
import org.qemu.functional.qtest.qos.machine.QosMachine;
import org.qemu.functional.qtest.qos.pci.Bar;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/**
 * Tests the registers, the interrupt and the DMA of {@code edu}, QEMU's device for teaching. Write
 * the name of your device and its registers instead.
 */
@QemuTest
@Arch("x86_64")
@Machine(
        type = "pc",
        args = {"-nodefaults", "-m", "64M", "-device", "edu,addr=05.0"},
        console = false)
class EduDeviceTest {
    private QosMachine machine;
    private PciDevice device;
    private Bar registers;

    @BeforeEach
    void enable(QTest qtest) {
        machine = MachineType.I440FX.open(qtest);
        device = machine.pci().get(PciAddress.of("05.0"));
        device.enable();
        registers = device.map(0);
    }

    @Test
    void hasItsIdentification() {
        device.config().registerl("vendor and device", 0).expect(0x11e8_1234L);
        registers.registerl("identification", 0x00).expect(0x0100_00edL);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "5, 120", "10, 3628800"})
    void interruptsWhenAFactorialIsReady(long number, long factorial) {
        registers.registerl("status", 0x20).write(0x80);
        registers.registerl("factorial", 0x08).write(number);
        registers.registerl("status", 0x20).await(0x01, 0);
        registers.registerl("factorial", 0x08).expect(factorial);
        registers.registerl("interrupt status", 0x24).await(0x01, 1);
        registers.registerl("interrupt acknowledge", 0x64).write(1);
        registers.registerl("interrupt status", 0x24).expect(0);
    }

    @Test
    void copiesMemoryToItsBufferAndBack(QTest qtest) {
        qtest.requireClock();
        byte[] data = {1, 2, 3, 4, 5, 6, 7, 8};
        long from = machine.memory().alloc(data.length);
        long to = machine.memory().alloc(data.length);
        qtest.memwrite(from, data);
        copy(qtest, from, 0x40000, data.length, 1);
        copy(qtest, 0x40000, to, data.length, 3);
        assertArrayEquals(data, qtest.memread(to, data.length));
    }

    /** Start a copy, which the device makes 100 ms after the command. */
    private void copy(QTest qtest, long from, long to, int size, int command) {
        registers.writeq(0x80, from);
        registers.writeq(0x88, to);
        registers.writeq(0x90, size);
        registers.writeq(0x98, command);
        qtest.clockStep(Duration.ofMillis(100));
        registers.registerq("DMA command", 0x98).expect(1, 0);
    }
}
