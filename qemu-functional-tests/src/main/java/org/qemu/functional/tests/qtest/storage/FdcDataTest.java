package org.qemu.functional.tests.qtest.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.machine.MachineType;
import org.qemu.functional.qtest.qos.storage.Fdc;
import org.qemu.functional.qtest.qos.storage.FdcResult;
import org.qemu.functional.qtest.qos.storage.IsaDma;

/** A PC's floppy disk controller with a medium: data by PIO and by ISA DMA. */
class FdcDataTest extends QemuSystemTest {
    private static final int TRACK = 18;

    private final byte[] content = new byte[Floppies.SIZE];
    private QTest qtest;
    private Fdc fdc;
    private long buffer;

    @BeforeEach
    void open() throws IOException {
        setMachine("pc");
        new Random(144).nextBytes(content);
        String image = Floppies.write(scratchFile("floppy.img"), content);
        vm().addArgs("-nodefaults", "-device", "floppy,id=floppy0,drive=fd");
        vm().addArgs("-drive", "if=none,id=fd,format=raw,file=" + image);
        qtest = QTest.launch(vm());
        qtest.irqInterceptIn("ioapic");
        fdc = Fdc.of(qtest);
        buffer = MachineType.I440FX.open(qtest).memory().alloc(1 << 16, 1 << 16);
    }

    private byte[] sectors(int first, int count) {
        return Arrays.copyOfRange(content, first * Fdc.SECTOR, (first + count) * Fdc.SECTOR);
    }

    private static byte[] random(int sectors, int seed) {
        byte[] data = new byte[sectors * Fdc.SECTOR];
        new Random(seed).nextBytes(data);
        return data;
    }

    private FdcResult dma(int code, int cylinder, int head, int first, int last) {
        int size = (last - first + 1) * Fdc.SECTOR;
        IsaDma.of(qtest, Fdc.DMA_CHANNEL).start(buffer, size, code != Fdc.WRITE);
        fdc.sendForSectors(code, cylinder, head, first, last);
        return fdc.result();
    }

    @ParameterizedTest(name = "cylinder {0}, head {1}, sectors {2} to {3}")
    @CsvSource({"0, 0, 1, 1", "0, 0, 1, 18", "0, 1, 3, 4", "79, 1, 18, 18", "40, 0, 5, 18"})
    void readsByPio(int cylinder, int head, int first, int last) {
        fdc.useDma(false);
        fdc.sendForSectors(Fdc.READ, cylinder, head, first, last);
        int count = last - first + 1;
        int at = (cylinder * 2 + head) * TRACK + first - 1;
        assertTrue(qtest.getIrq(Fdc.IRQ), "raised when there is data");
        assertArrayEquals(sectors(at, count), fdc.take(count));
        assertTrue(qtest.getIrq(Fdc.IRQ), "raised when there is a result");
        FdcResult result = fdc.result();
        assertEquals(0, result.end());
        assertEquals(cylinder, result.cylinder());
        assertEquals(head, result.head());
        assertEquals(2, result.size());
        assertFalse(qtest.getIrq(Fdc.IRQ), "raised after the result was read");
        fdc.expectIdle();
    }

    @ParameterizedTest(name = "{0} of a side")
    @CsvSource({"1, 0x04", "18, 0x04", "19, 0x20"})
    void readsBothSidesByPio(int last, String st0) {
        fdc.useDma(false);
        fdc.seek(0, 0);
        fdc.sendForSectors(Fdc.READ | Fdc.BOTH_SIDES, 0, 0, 1, last);
        byte[] read = fdc.take(2 * last);
        byte[] expected = sectors(0, 2 * last);
        if (last < TRACK) {
            System.arraycopy(sectors(TRACK, last), 0, expected, last * Fdc.SECTOR, Fdc.SECTOR);
        }
        assertArrayEquals(expected, read);
        // Check the head, or seek another cylinder.
        assertEquals(Integer.decode(st0), fdc.result().st0());
    }

    @Test
    void writesByPio() {
        fdc.useDma(false);
        fdc.sendForSectors(Fdc.WRITE | Fdc.BOTH_SIDES, 20, 0, 7, 7);
        // One sector of this side and those from the first one of the other: eight in total.
        byte[] all = random(8, 2);
        fdc.give(all);
        assertEquals(0, fdc.result().end());
        fdc.sendForSectors(Fdc.READ, 20, 0, 7, 7);
        assertArrayEquals(Arrays.copyOf(all, Fdc.SECTOR), fdc.take(1));
        assertEquals(0, fdc.result().end());
        fdc.sendForSectors(Fdc.READ, 20, 1, 1, 7);
        assertArrayEquals(Arrays.copyOfRange(all, Fdc.SECTOR, all.length), fdc.take(7));
        assertEquals(0, fdc.result().end());
        fdc.sendForSectors(Fdc.READ, 20, 0, 8, 8);
        assertArrayEquals(sectors(40 * TRACK + 7, 1), fdc.take(1));
        assertEquals(0, fdc.result().end());
    }

    @ParameterizedTest(name = "cylinder {0}, head {1}, sectors {2} to {3}")
    @CsvSource({"0, 0, 1, 1", "0, 0, 1, 18", "79, 1, 18, 18"})
    void readsByDma(int cylinder, int head, int first, int last) {
        qtest.memset(buffer, 1 << 16, 0xee);
        FdcResult result = dma(Fdc.READ, cylinder, head, first, last);
        int count = last - first + 1;
        int at = (cylinder * 2 + head) * TRACK + first - 1;
        assertEquals(0, result.end());
        assertArrayEquals(sectors(at, count), qtest.bufread(buffer, count * Fdc.SECTOR));
        assertEquals(0xee, qtest.readb(buffer + (long) count * Fdc.SECTOR));
    }

    @Test
    void writesByDma() {
        byte[] written = random(4, 3);
        qtest.bufwrite(buffer, written);
        assertEquals(0, dma(Fdc.WRITE, 9, 1, 3, 6).end());
        qtest.memset(buffer, 1 << 16, 0);
        assertEquals(0, dma(Fdc.READ, 9, 1, 2, 7).end());
        assertArrayEquals(written, qtest.bufread(buffer + Fdc.SECTOR, written.length));
        assertArrayEquals(sectors(19 * TRACK + 1, 1), qtest.bufread(buffer, Fdc.SECTOR));
        assertArrayEquals(
                sectors(19 * TRACK + 6, 1), qtest.bufread(buffer + 5 * Fdc.SECTOR, Fdc.SECTOR));
    }

    @Test
    void verifiesWithoutMovingData() {
        qtest.memset(buffer, 1 << 16, 0xee);
        assertEquals(0, dma(Fdc.VERIFY, 0, 0, 1, 18).end());
        assertEquals(0xee, qtest.readb(buffer));
    }

    @Test
    void refusesSectorsThatATrackDoesNotHave() {
        assertEquals(Fdc.ST0_ABNORMAL, dma(Fdc.READ, 0, 0, 19, 19).end());
        assertEquals(Fdc.ST0_ABNORMAL, dma(Fdc.READ, 99, 0, 1, 1).end());
        assertEquals(0, dma(Fdc.READ, 0, 0, 18, 18).end());
    }

    @Test
    void refusesToWriteToAProtectedMedium() {
        qtest.cmd(
                "blockdev-change-medium",
                "id",
                "floppy0",
                "filename",
                scratchFile("floppy.img").toString(),
                "format",
                "raw",
                "read-only-mode",
                "read-only");
        fdc.send(Fdc.SENSE_DRIVE, 0);
        assertEquals(0x40, fdc.receive() & 0x40, "the drive's bit for a protected medium");
        FdcResult result = dma(Fdc.WRITE, 0, 0, 1, 1);
        assertEquals(Fdc.ST0_ABNORMAL, result.end());
        assertEquals(Fdc.ST1_PROTECTED, result.st1());
        assertEquals(0, dma(Fdc.READ, 0, 0, 1, 1).end());
        assertArrayEquals(sectors(0, 1), qtest.bufread(buffer, Fdc.SECTOR));
    }
}
