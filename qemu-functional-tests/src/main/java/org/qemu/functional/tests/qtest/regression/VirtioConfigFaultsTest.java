package org.qemu.functional.tests.qtest.regression;

import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;

/** Faults of the access to virtio devices by their configuration space. */
class VirtioConfigFaultsTest {
    /** The address in the capability for access was not compared with the size of the BAR. */
    @Test
    @QTestMachine("-machine q35 -m 64M -nodefaults -device virtio-balloon-pci,addr=01.0")
    @Regression(
            value = "#2576, OSS-Fuzz 71649",
            device = "virtio-balloon-pci",
            shows = "SIGABRT: virtio_address_space_lookup: Assertion `mrs.mr'")
    void anAccessOutsideOfTheBarReadsNothing(QTest qtest) {
        for (int capability = 0x40; capability < 0x100; capability += 4) {
            long header = config(qtest, capability);
            // Vendor's capability of type 5: access by configuration space.
            if ((header & 0xff) == 9 && header >>> 24 == 5) {
                access(qtest, capability);
                Devices.expectAlive(qtest);
                return;
            }
        }
        throw new AssertionError("virtio-balloon-pci has no capability for access");
    }

    private static long config(QTest qtest, int offset) {
        qtest.outl(0xcf8, 0x8000_0800L | offset);
        return qtest.inl(0xcfc);
    }

    /** Read a word with a length and an offset as the fuzzer found them. */
    private static void access(QTest qtest, int capability) {
        int length = capability + 12;
        qtest.outl(0xcf8, 0x8000_0800L | length);
        qtest.outl(0xcfc, 2);
        qtest.outl(0xcf8, 0x8000_0800L | length + 1);
        qtest.inl(0xcfc);
        qtest.outl(0xcf8, 0x8000_0800L | capability + 16);
        qtest.inl(0xcfc);
    }
}
