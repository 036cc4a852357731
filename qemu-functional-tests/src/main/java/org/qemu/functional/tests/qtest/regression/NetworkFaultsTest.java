package org.qemu.functional.tests.qtest.regression;

import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.pci.Bar;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/** Faults of network cards. */
class NetworkFaultsTest {
    /** The structure that a driver of VMXNET3 shares with the device. */
    private static final long SHARED = 0x10_0000;

    private static final long MAGIC = 0xbabe_fee1L;
    private static final long ACTIVATE = 0xcafe_0000L;

    /**
     * {@code vmxnet3_validate_interrupt_idx} called {@code hw_error} for an interrupt that does not
     * exist, which ends QEMU.
     */
    @Test
    @QTestMachine("-machine pc -nodefaults -m 64M -device vmxnet3,addr=05.0")
    @Regression(
            value = "hw/net/vmxnet3.c",
            device = "vmxnet3",
            shows = "SIGABRT: qemu: hardware error: Bad interrupt index",
            fixedIn = "11.1")
    void vmxnet3RefusesAnInterruptThatDoesNotExist(QTest qtest) {
        PciDevice card = Devices.enabled(qtest);
        Bar registers = card.map(1);
        qtest.writel(SHARED, MAGIC);
        qtest.writel(SHARED + 0x38, 1500); // MTU
        qtest.writeb(SHARED + 0x52, 0xff); // the interrupt of events
        registers.registerl("DSAL", 0x10).write(SHARED);
        registers.registerl("DSAH", 0x18).write(0);
        registers.registerl("CMD", 0x20).write(ACTIVATE);
        Devices.expectAlive(qtest);
    }

    /**
     * {@code _eth_get_rss_ex_dst_addr} read the routing header of an IPv6 packet, with fewer bytes
     * in the packet than the header has. The descriptors and the packet overlap in low memory.
     */
    @Test
    @QTestMachine("-machine q35 -nodefaults -m 64M -nic none -device e1000e,addr=02.0")
    @Regression(
            value = "LP#1879531",
            device = "e1000e",
            shows = "needs a build with ASan: a read behind a buffer on the stack")
    void e1000eChecksTheLengthOfARoutingHeader(QTest qtest) {
        long registers = 0xe102_0000L;
        qtest.outl(0xcf8, 0x8000_1010L);
        qtest.outl(0xcfc, registers);
        qtest.outl(0xcf8, 0x8000_1004L);
        qtest.outw(0xcfc, 7);
        // The EtherType of IPv6, and a routing header as its next header.
        qtest.writeb(0x25, 0x86);
        qtest.writeb(0x26, 0xdd);
        qtest.writeb(0x4f, 0x2b);
        qtest.writel(registers + 0x30, 0x1900_02e1L);
        qtest.writew(registers + 0x3a, 0x0807);
        qtest.writel(registers + 0x48, 0x1207_7cddL);
        qtest.writel(registers + 0x400, 0xba07_7cddL);
        qtest.writel(registers + 0x420, 0x1900_02e1L);
        qtest.writel(registers + 0x428, 0x3509_d807L);
        qtest.writeb(registers + 0x438, 0xe2);
        Devices.expectAlive(qtest);
    }
}
