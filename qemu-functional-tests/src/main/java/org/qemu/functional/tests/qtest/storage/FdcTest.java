package org.qemu.functional.tests.qtest.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.fuzz.RegisterFuzz;
import org.qemu.functional.qtest.qos.storage.Fdc;
import org.qemu.functional.qtest.qos.storage.Fdc.SeekEnd;
import org.qemu.functional.qtest.qos.storage.FdcResult;

/**
 * A PC's floppy disk controller with an empty drive: seeks, states, inserting and removing media.
 */
@QTestMachine(FdcTest.EMPTY)
class FdcTest extends QemuSystemTest {
    static final String EMPTY = "-machine pc -nodefaults -device floppy,id=floppy0";

    private static final String MEDIUM =
            "-machine pc -nodefaults -device floppy,id=floppy0,drive=fd"
                    + " -drive if=none,id=fd,format=raw,file={image:1440K}";

    /** The time in which QEMU's disks rotate by one sector. */
    private static final Duration SECTOR_TIME = Duration.ofMillis(20);

    /** The version of a controller with a FIFO, such as the 82078. */
    private static final int ENHANCED = 0x90;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'', 0x00",
        "-device floppy, 0x50",
        "-device floppy;drive-type=144, 0x40",
        "-device floppy;drive-type=120, 0x20",
        "-device floppy;drive-type=120 -device floppy;drive-type=144, 0x24"
    })
    void isToldToFirmware(String drives, String type) {
        setMachine("pc");
        vm().addArgs("-nodefaults");
        for (String word : drives.isEmpty() ? new String[0] : drives.split(" ")) {
            vm().addArgs(word.replace(';', ','));
        }
        new Cmos(QTest.launch(vm())).registerb("floppy drives", 0x10).expect(Integer.decode(type));
    }

    @Test
    void tellsItsVersion(QTest qtest) {
        Fdc fdc = Fdc.of(qtest);
        fdc.send(Fdc.VERSION);
        assertEquals(ENHANCED, fdc.receive());
        fdc.expectIdle();
    }

    @Test
    void refusesAnUnknownCommand(QTest qtest) {
        Fdc fdc = Fdc.of(qtest);
        fdc.send(0x1f);
        assertEquals(Fdc.ST0_INVALID, fdc.receive());
        fdc.expectIdle();
    }

    @Test
    void tellsTheReasonOfAnInterruptOnce(QTest qtest) {
        qtest.irqInterceptIn("ioapic");
        Fdc fdc = Fdc.of(qtest);
        fdc.send(Fdc.SENSE_INTERRUPT);
        assertEquals(Fdc.ST0_INVALID, fdc.receive(), "the reason before an interrupt");
        fdc.send(Fdc.SEEK, 0, 5);
        assertTrue(qtest.getIrq(Fdc.IRQ), "raised by the end of the seek");
        assertEquals(new SeekEnd(Fdc.ST0_SEEK, 5), fdc.senseInterrupt());
        assertFalse(qtest.getIrq(Fdc.IRQ), "raised after its reason was read");
        fdc.send(Fdc.SENSE_INTERRUPT);
        assertEquals(Fdc.ST0_INVALID, fdc.receive(), "the reason after the interrupt");
    }

    @Test
    void interruptsForEachDriveAfterAReset(QTest qtest) {
        qtest.irqInterceptIn("ioapic");
        Fdc fdc = Fdc.of(qtest);
        fdc.reset();
        assertTrue(qtest.getIrq(Fdc.IRQ), "raised by the reset");
        List<Integer> reasons = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            reasons.add(fdc.senseInterrupt().st0());
        }
        assertEquals(List.of(0xc0, 0xc1, 0xc2, 0xc3), reasons);
        assertFalse(qtest.getIrq(Fdc.IRQ), "raised after all reasons were read");
    }

    @Test
    void recalibratesToCylinder0(QTest qtest) {
        Fdc fdc = Fdc.of(qtest);
        assertEquals(33, fdc.seek(0, 33).cylinder());
        fdc.send(Fdc.RECALIBRATE, 0);
        assertEquals(new SeekEnd(Fdc.ST0_SEEK, 0), fdc.senseInterrupt());
    }

    private static SeekEnd relative(Fdc fdc, int direction, int cylinders) {
        fdc.send(direction, 0, cylinders);
        return fdc.senseInterrupt();
    }

    @Test
    @QTestMachine(MEDIUM)
    void seeksRelativelyBetweenTheFirstAndTheLastCylinder(QTest qtest) {
        Fdc fdc = Fdc.of(qtest);
        fdc.seek(0, 0);
        assertEquals(new SeekEnd(Fdc.ST0_SEEK, 1), relative(fdc, Fdc.SEEK_IN, 1));
        assertEquals(new SeekEnd(Fdc.ST0_SEEK, 0), relative(fdc, Fdc.SEEK_OUT, 1));
        assertEquals(0, relative(fdc, Fdc.SEEK_OUT, 3).cylinder());
        assertEquals(70, relative(fdc, Fdc.SEEK_IN, 70).cylinder());
        assertEquals(79, relative(fdc, Fdc.SEEK_IN, 70).cylinder());
        assertEquals(59, relative(fdc, Fdc.SEEK_OUT, 20).cylinder());
    }

    @Test
    void anEmptyDriveIsAlwaysChanged(QTest qtest) {
        Fdc fdc = Fdc.of(qtest);
        fdc.input().expect(Fdc.CHANGED, Fdc.CHANGED);
        fdc.input().expect(Fdc.CHANGED, Fdc.CHANGED);
        fdc.seek(0, 1);
        fdc.input().expect(Fdc.CHANGED, Fdc.CHANGED);
    }

    private static void insert(QTest qtest, String image) {
        qtest.cmd("blockdev-change-medium", "id", "floppy0", "filename", image, "format", "raw");
    }

    @Test
    void aMediumIsNewUntilTheHeadsMove(QTest qtest) throws IOException {
        insert(qtest, Floppies.write(scratchFile("new.img"), new byte[Floppies.SIZE]));
        Fdc fdc = Fdc.of(qtest);
        fdc.input().expect(Fdc.CHANGED, Fdc.CHANGED);
        // It is already at cylinder 0.
        fdc.seek(0, 0);
        fdc.input().expect(Fdc.CHANGED, Fdc.CHANGED);
        fdc.seek(0, 1);
        fdc.input().expect(Fdc.CHANGED, 0);
        fdc.input().expect(Fdc.CHANGED, 0);
    }

    @Test
    @QTestMachine(MEDIUM)
    void aMediumThatIsTakenOutLeavesAChangedDrive(QTest qtest) {
        Fdc fdc = Fdc.of(qtest);
        fdc.seek(0, 1);
        fdc.input().expect(Fdc.CHANGED, 0);
        qtest.cmd("eject", "id", "floppy0");
        fdc.input().expect(Fdc.CHANGED, Fdc.CHANGED);
        fdc.seek(0, 0);
        fdc.seek(0, 1);
        fdc.input().expect(Fdc.CHANGED, Fdc.CHANGED);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"0x46", "0x56", "0x45"})
    void commandsForSectorsFailWithoutAMedium(String code, QTest qtest) {
        qtest.irqInterceptIn("ioapic");
        Fdc fdc = Fdc.of(qtest);
        fdc.sendForSectors(Integer.decode(code), 0, 0, 1, 1);
        FdcResult result = fdc.result();
        assertEquals(Fdc.ST0_ABNORMAL, result.end());
        assertEquals(0, result.cylinder());
        assertFalse(qtest.getIrq(Fdc.IRQ), "raised after the result was read");
        fdc.expectIdle();
    }

    @Test
    @QTestMachine(value = MEDIUM, running = true)
    void readsTheIdOfTheSectorThatPasses(QTest qtest) {
        qtest.irqInterceptIn("ioapic");
        Fdc fdc = Fdc.of(qtest);
        for (int head = 0; head < 2; head++) {
            int cylinder = 8 * head;
            fdc.seek(0, cylinder);
            fdc.send(Fdc.READ_ID, head << 2);
            if (qtest.hasClock()) {
                qtest.clockStep(SECTOR_TIME);
            }
            qtest.awaitIrq(Fdc.IRQ, Duration.ofSeconds(10));
            FdcResult result = fdc.result();
            assertEquals(head << 2, result.st0());
            assertEquals(cylinder, result.cylinder());
            assertEquals(head, result.head());
            assertFalse(qtest.getIrq(Fdc.IRQ), "raised after the result was read");
        }
    }

    @Test
    @QTestMachine(MEDIUM)
    void isBusyUntilASectorPasses(QTest qtest) {
        qtest.requireClock();
        qtest.irqInterceptIn("ioapic");
        Fdc fdc = Fdc.of(qtest);
        fdc.send(Fdc.READ_ID, 0);
        qtest.clockStep(SECTOR_TIME.minusMillis(1));
        fdc.mainStatus().expect(Fdc.REQUEST | Fdc.BUSY, Fdc.BUSY);
        assertFalse(qtest.getIrq(Fdc.IRQ), "raised before the sector has arrived");
        qtest.clockStep(Duration.ofMillis(1));
        assertTrue(qtest.getIrq(Fdc.IRQ), "raised when the sector has arrived");
        fdc.result();
        fdc.expectIdle();
    }

    @Test
    void outlivesRandomAccesses() {
        setMachine("pc");
        new RegisterFuzz(
                        20_261_121,
                        () -> QTest.launch(newVm("-nodefaults", "-device", "floppy,id=floppy0")))
                .ports(0x3f0, 6)
                .ports(0x3f7, 1)
                .run(20_000);
    }

    @Test
    void answersAfterRandomAccesses(QTest qtest) {
        Random random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            int port = 0x3f0 + (i % 2 == 0 ? 5 : random.nextInt(6));
            qtest.outb(port, random.nextInt(256));
            qtest.inb(port);
        }
        Fdc fdc = Fdc.of(qtest);
        fdc.reset();
        fdc.senseInterrupt();
        fdc.send(Fdc.VERSION);
        assertEquals(ENHANCED, fdc.receive());
    }
}
