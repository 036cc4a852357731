package org.qemu.functional.tests.qtest.regression;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;

/**
 * Faults of the FIFOs of NCR's 53C9x, here on a card with AMD's Am53C974. Many accesses are wider
 * than a register and begin before it: the value's byte for the register is not the lowest.
 */
@QTestMachine(
        "-machine pc -m 64M -nodefaults -device am53c974,addr=05.0"
                + " -drive if=none,id=d,driver=null-co -device scsi-hd,drive=d")
class EspFaultsTest {
    private static final int FIFO = 0x08;
    private static final int BEFORE_COMMAND = 0x0b;
    private static final int COMMAND = 0x0c;
    private static final int BEFORE_DMA = 0x3f;
    private static final int DMA_COMMAND = 0x40;

    private int base;

    @BeforeEach
    void map(QTest qtest) {
        base = (int) Devices.enabled(qtest).map(0).address();
    }

    /** A transfer of information took more bytes of a command than the FIFO held. */
    @Test
    @Regression(
            value = "one of LP#1909247, LP#1910723, LP#1919035, LP#1919036",
            device = "am53c974",
            shows = "crashes, by the report")
    void takesNoByteOfAnEmptyCommand(QTest qtest) {
        qtest.outl(base + 0x09, 0x4200_0000L);
        qtest.outl(base + 0x0d, 0);
        qtest.outl(base + BEFORE_COMMAND, 0x1000);
        Devices.expectAlive(qtest);
    }

    /** A selection with DMA put more bytes into the FIFO of a command than it has room for. */
    @Test
    @Regression(
            value = "one of LP#1909247, LP#1910723, LP#1919035, LP#1919036",
            device = "am53c974",
            shows = "crashes, by the report")
    void putsNoByteIntoAFullCommand(QTest qtest) {
        qtest.outl(base + DMA_COMMAND, 0x03);
        qtest.outl(base + BEFORE_COMMAND, 0x4100);
        qtest.outl(base + BEFORE_COMMAND, 0x9000);
        Devices.expectAlive(qtest);
    }

    /** The length of a command was not compared with the room in the FIFO. */
    @Test
    @Regression(
            value = "one of LP#1909247, LP#1910723, LP#1919035, LP#1919036",
            device = "am53c974",
            shows = "crashes, by the report")
    void limitsTheLengthOfACommand(QTest qtest) {
        qtest.outl(base + BEFORE_COMMAND, 0x4100);
        qtest.outw(base + BEFORE_COMMAND, 0xc200);
        qtest.outl(base + BEFORE_DMA, 0x0300);
        Devices.expectAlive(qtest);
    }

    /** Bytes of a command arrived in a phase without commands. */
    @Test
    @Regression(value = "OSS-Fuzz 439878564", device = "am53c974", shows = "crashes, by the report")
    void ignoresBytesInAnotherPhase(QTest qtest) {
        qtest.outb(base + COMMAND, 0x43);
        before(qtest, 0x9100);
        qtest.outl(base + 0x09, 0x0200_0000);
        qtest.outl(base, 0x0b);
        before(qtest, 0x00, 0x00, 0xc200, 0x1000, 0x9000);
        qtest.outb(base + FIFO, 0);
        qtest.outb(base + FIFO, 0);
        qtest.outl(base + BEFORE_DMA, 0x0300);
        before(qtest, 0x00);
        qtest.outw(base + BEFORE_COMMAND, 0x4200);
        before(qtest, 0x00);
        qtest.outw(base + BEFORE_COMMAND, 0x1200);
        before(qtest, 0x00);
        qtest.outb(base + COMMAND, 0x43);
        before(qtest, 0x00, 0x00);
        for (int i = 0; i < 3; i++) {
            qtest.outl(base + 0x07, 0);
        }
        before(qtest, 0x1000);
        qtest.outl(base + 0x07, 0);
        Devices.expectAlive(qtest);
    }

    private void before(QTest qtest, int... values) {
        for (int value : values) {
            qtest.outl(base + BEFORE_COMMAND, value);
        }
    }

    /** A transfer without a selected device used a device that is not there. */
    @Test
    @Regression(
            value = "one of LP#1909247, LP#1910723, LP#1919035, LP#1919036",
            device = "am53c974",
            shows = "crashes, by the report")
    void transfersNothingWithoutADevice(QTest qtest) {
        qtest.outl(base + BEFORE_COMMAND, 0x4100);
        qtest.outw(base, 0x01);
        qtest.outl(base + DMA_COMMAND, 0x03);
        qtest.outl(base + BEFORE_COMMAND, 0xc100);
        qtest.outl(base + BEFORE_COMMAND, 0x9000);
        Devices.expectAlive(qtest);
    }

    /** A request was used after the selection of another device had canceled it. */
    @Test
    @Regression(
            value = "one of LP#1909247, LP#1910723, LP#1919035, LP#1919036",
            device = "am53c974",
            shows = "crashes, by the report")
    void forgetsACanceledRequest(QTest qtest) {
        qtest.outb(base + 0x46, 0x02);
        qtest.outl(base + BEFORE_COMMAND, 0xc100);
        qtest.outl(base + DMA_COMMAND, 0x03);
        qtest.outl(base + DMA_COMMAND, 0x03);
        qtest.writeb(0, 0x41);
        qtest.outl(base + BEFORE_COMMAND, 0xc100);
        qtest.outw(base + DMA_COMMAND, 0x02);
        qtest.outw(base + DMA_COMMAND, 0x81);
        qtest.outl(base + BEFORE_COMMAND, 0x9000);
        Devices.expectAlive(qtest);
    }
}
