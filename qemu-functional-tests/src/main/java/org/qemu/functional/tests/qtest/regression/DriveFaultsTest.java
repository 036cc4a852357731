package org.qemu.functional.tests.qtest.regression;

import static org.qemu.functional.tests.qtest.regression.Devices.bytes;

import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.machine.MachineType;
import org.qemu.functional.qtest.qos.pci.PciAddress;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/** Faults of the controllers of floppies and of SATA disks. */
class DriveFaultsTest {
    private static final int STATUS = 0x3f4;
    private static final int DATA = 0x3f5;

    /** The controller used the medium of a drive that has none. */
    @Test
    @QTestMachine(
            "-machine pc -m 32M -nodefaults -drive if=floppy,format=raw,file=null-co://,size=1440K")
    @Regression(
            value = "CVE-2021-20196",
            device = "floppy",
            shows = "needs a build with ASan: a null pointer with an offset is used")
    void anEmptyFloppyDriveIsNotRead(QTest qtest) {
        qtest.outw(STATUS, 0x0500);
        qtest.outb(DATA, 0);
        qtest.outb(DATA, 0);
        qtest.outw(STATUS, 0);
        qtest.outb(DATA, 0);
        qtest.outw(0x3f1, 0x0400);
        qtest.outw(STATUS, 0);
        qtest.outw(STATUS, 0);
        qtest.outb(DATA, 0);
        qtest.outb(DATA, 1);
        qtest.outw(0x3f1, 0x0500);
        qtest.outb(DATA, 0);
        Devices.expectAlive(qtest);
    }

    /** The end of a transfer by DMA was not compared with the end of the FIFO. */
    @Test
    @QTestMachine(
            "-machine pc -m 32M -nodefaults -device floppy,unit=0,drive=d"
                    + " -drive if=none,id=d,format=raw,file={image:1440K}")
    @Regression(
            value = "CVE-2021-3507",
            device = "floppy",
            shows = "needs a build with ASan: a read behind the FIFO")
    void aTransferEndsWithTheFifo(QTest qtest) {
        qtest.outl(0x9, 0x0a_0206);
        qtest.outw(STATUS, 0x1600);
        for (int value : new int[] {0, 0, 0, 0x0200, 0x0200, 0, 0, 0}) {
            qtest.outw(STATUS, value);
        }
        Devices.expectAlive(qtest);
    }

    /** A list of memory for a transfer had 0 entries, or less than a sector. */
    @Test
    @QTestMachine(
            "-machine q35 -m 512M -nodefaults -drive file=null-co://,if=none,format=raw,id=d"
                    + " -device ide-hd,drive=d")
    @Regression(
            value = "#2777",
            device = "ide-hd",
            shows = "SIGABRT: ide_dma_cb: Assertion `prep_size >= 0 && prep_size <= n * 512'",
            fixedIn = "11.1")
    void aSataTransferToLessThanASectorFails(QTest qtest) {
        PciDevice controller = MachineType.Q35.open(qtest).pci().get(PciAddress.of("1f.2"));
        controller.enable();
        long base = controller.map(5).address();
        // A command to the host, READ DMA EXT.
        bytes(qtest, 0, 0x27, 0x80, 0x25);
        long secondOfSixPorts = base + 0x380;
        bytes(qtest, secondOfSixPorts + 0x38, 0x02); // PxCI
        bytes(qtest, secondOfSixPorts + 0x18, 0x01); // PxCMD: start
        Devices.expectAlive(qtest);
    }
}
