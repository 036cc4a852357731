package org.qemu.functional.tests.qtest.regression;

import static org.qemu.functional.tests.qtest.regression.Devices.bytes;

import org.junit.jupiter.api.Test;
import org.qemu.functional.condition.Resources;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.pci.Bar;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/** Faults of SCSI controllers of LSI and of virtio. */
@Resources(memory = "2448M")
class ScsiFaultsTest {
    private static final String DISK =
            " -drive if=none,id=d,driver=null-co,read-zeroes=on -device scsi-hd,drive=d";

    private static final String CDROM =
            " -blockdev driver=null-co,read-zeroes=on,node-name=d -device scsi-cd,drive=d";

    /** Bits 8 to 31 of the address of the script; writing the last of them starts it. */
    private static final int DSP = 0x2d;

    private static final int DSP_HIGH = 0x2e;
    private static final int MEGASAS_QUEUE = 0x40;

    /** A script that writes to the registers of its own controller ran inside itself. */
    @Test
    @QTestMachine("-machine pc -m 64M -nodefaults -device lsi53c810,addr=05.0" + CDROM)
    @Regression(
            value = "CVE-2023-0330, #1563",
            device = "lsi53c810",
            shows = "crashes: the stack overflows, or freed memory is used")
    void lsiRunsNoScriptInsideAScript(QTest qtest) {
        PciDevice controller = Devices.enabled(qtest);
        Bar registers = controller.map(1);
        Bar script = controller.map(2);
        // A move of memory to the start register.
        script.writel(0x00, 0xc000_0024L);
        script.writel(0x114, 0x80);
        script.writel(0x12c, script.address());
        script.writel(0x04, script.address() + 0x114);
        script.writel(0x08, registers.address() + 0x14);
        qtest.writel(registers.address() + 0x2f, 0xff);
        Devices.expectAlive(qtest);
    }

    /** The messages ABORT TAG and CLEAR QUEUE used a request that a message before had freed. */
    @Test
    @QTestMachine("-machine pc -m 2G -nodefaults -device lsi53c895a,addr=05.0" + DISK)
    @Regression(
            value = "CVE-2022-0216, #972",
            device = "lsi53c895a",
            shows = "needs a build with ASan: memory is used after it was freed")
    void lsiCancelsARequestOnce(QTest qtest) {
        int base = (int) Devices.enabled(qtest).map(0).address();
        bytes(qtest, 0x6973_6c10L, 0x08, 0, 0, 0x58);
        bytes(qtest, 0x6973_6c1aL, 0x01, 0x06);
        bytes(qtest, 0x6973_6c22L, 0x01, 0x07);
        bytes(qtest, 0x6973_6c2bL, 0x02);
        bytes(qtest, 0x6973_6c48L, 0x08, 0, 0, 0x58);
        bytes(qtest, 0x6973_6c52L, 0x04, 0x06);
        bytes(qtest, 0x6973_6c5bL, 0x02);
        qtest.outl(base + DSP, 0x69_7300);
        bytes(qtest, 0x5a55_4662L, 0x01, 0x07);
        bytes(qtest, 0x5a55_466aL, 0x10, 0x22, 0x5a, 0x5a, 0x34, 0x5a);
        bytes(qtest, 0x5a34_5a5aL, 0x77, 0x55, 0x51, 0x27);
        bytes(qtest, 0x2751_5577L, 0x41);
        qtest.outl(base + DSP, 0x5a_5500);
        bytes(qtest, 0x3640_01d0L, 0x08, 0, 0, 0x58);
        bytes(qtest, 0x3640_01daL, 0x01, 0x26, 0x0d, 0xae, 0x41, 0x5a);
        bytes(qtest, 0x5a41_ae0dL, 0xf8, 0x36, 0xd7, 0x36);
        bytes(qtest, 0x36d7_36f8L, 0x0c, 0x80, 0x0d);
        qtest.outl(base + DSP, 0x36_4000);
        Devices.expectAlive(qtest);
    }

    /** A script of zeros moved data for a request although there was none. */
    @Test
    @QTestMachine("-machine pc -m 64M -nodefaults -device lsi53c895a,addr=05.0" + DISK)
    @Regression(
            value = "LP#697510, LP#1905521, LP#1908515",
            device = "lsi53c895a",
            shows = "SIGABRT: an assertion in lsi_do_dma")
    void lsiMovesNoDataWithoutARequest(QTest qtest) {
        long registers = Devices.enabled(qtest).map(1).address();
        bytes(qtest, registers + DSP_HIGH, 0xff, 0xff);
        Devices.expectAlive(qtest);
    }

    /** A frame with no element of data completed a transfer that had not begun. */
    @Test
    @QTestMachine("-machine pc -m 64M -nodefaults -device megasas,addr=05.0" + CDROM)
    @Regression(
            value = "LP#1878263",
            device = "megasas",
            shows = "SIGABRT: an assertion in scsi_dma_complete")
    void megasasRefusesAFrameWithoutData(QTest qtest) {
        int base = (int) Devices.enabled(qtest).map(2).address();
        qtest.writeb(0x14, 0xfe);
        qtest.writeb(0x00, 0x02);
        qtest.outb(base + 2 * 0x60, 0x17);
        qtest.outb(base + MEGASAS_QUEUE, 0);
        Devices.expectAlive(qtest);
    }

    /** The number of elements of a frame was not compared with the size of the list. */
    @Test
    @QTestMachine("-machine pc -m 32M -nodefaults -device megasas,addr=05.0" + CDROM)
    @Regression(
            value = "#521",
            device = "megasas",
            shows = "needs a build with ASan: a read behind a list on the heap")
    void megasasChecksTheLengthOfAList(QTest qtest) {
        int queue = (int) Devices.enabled(qtest).map(2).address() + MEGASAS_QUEUE;
        bytes(qtest, 0x00, 0x01);
        bytes(qtest, 0x07, 0x01);
        bytes(qtest, 0x10, 0x02);
        bytes(qtest, 0x16, 0x01);
        bytes(qtest, 0x28, 0x01);
        bytes(qtest, 0x33, 0x01);
        qtest.outb(queue, 0x00);
        qtest.outb(queue, 0x20);
        qtest.outl(queue, 0x2000_0000);
        qtest.outb(queue, 0x20);
        Devices.expectAlive(qtest);
    }

    /** A ring over an MMIO region was read behind the end of the region. */
    @Test
    @QTestMachine("-machine pc -m 512M -nodefaults -device virtio-scsi-pci,num_queues=8,addr=05.0")
    @Regression(
            value = "virtio: MemoryRegionCache over MMIO",
            device = "virtio-scsi-pci",
            shows = "needs a build with ASan: a read behind a region")
    void virtioScsiReadsNoRingOverMmio(QTest qtest) {
        int base = (int) Devices.enabled(qtest).map(0).address();
        int queuePage = base + 0x08;
        int notify = base + 0x10;
        qtest.outb(queuePage, 0x9e);
        bytes(qtest, 0x9f003, 0xff, 0x01);
        bytes(qtest, 0x9e012, 0x0e);
        bytes(qtest, 0x9e01b, 0x0e);
        for (int entry = 0x9f006; entry <= 0x9f030; entry += 2) {
            bytes(qtest, entry, 0x01);
        }
        qtest.outb(notify, 0);
        Devices.expectAlive(qtest);
    }
}
