package org.qemu.functional.tests.qtest.regression;

import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.machine.MachineType;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/** Helpers of the tests in this package. */
final class Devices {
    private Devices() {}

    /** Return the function at 05.0 of a PC, enabled. */
    static PciDevice enabled(QTest qtest) {
        PciDevice device = MachineType.I440FX.open(qtest).pci().get(PciAddress.of("05.0"));
        device.enable();
        return device;
    }

    /** Write 32-bit words to memory, as little-endian devices expect them. */
    static void words(QTest qtest, long address, long... words) {
        for (int i = 0; i < words.length; i++) {
            qtest.writel(address + 4L * i, words[i]);
        }
    }

    /** Write bytes to memory. */
    static void bytes(QTest qtest, long address, int... bytes) {
        for (int i = 0; i < bytes.length; i++) {
            qtest.writeb(address + i, bytes[i]);
        }
    }

    /** Check that QEMU is alive: it answers without side effects on devices. */
    static void expectAlive(QTest qtest) {
        qtest.readb(0);
        qtest.vm().cmd("query-status");
    }
}
