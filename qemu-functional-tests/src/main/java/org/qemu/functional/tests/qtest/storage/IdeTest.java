package org.qemu.functional.tests.qtest.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.machine.MachineType;
import org.qemu.functional.qtest.qos.machine.QosMachine;
import org.qemu.functional.qtest.qos.storage.Ata;
import org.qemu.functional.qtest.qos.storage.Ide;
import org.qemu.functional.qtest.qos.storage.Identify;

/** PIIX3's IDE with disks: commands without data, PIO, flushes. */
@QTestMachine(
        "-machine pc -nodefaults -drive if=ide,id=hd,format=raw,file={image:67092480},cache=writeback"
                + " -global ide-hd.serial=testdisk -global ide-hd.ver=version")
class IdeTest extends QemuSystemTest {
    private static final int CYLINDERS = 130;
    private static final int HEADS = 16;
    private static final int SECTORS_OF_TRACK = 63;
    private static final int SECTORS = CYLINDERS * HEADS * SECTORS_OF_TRACK;

    /** A disk whose flush waits or fails as blkdebug is configured. */
    private static final String DEBUGGED =
            "-machine pc -nodefaults -device ide-hd,bus=ide.0,drive=hd -drive if=none,id=hd,"
                    + "cache=writeback,driver=raw,file.driver=blkdebug,"
                    + "file.image.driver=file,file.image.filename={image:1M}";

    private static Ide open(QTest qtest) {
        QosMachine machine = MachineType.I440FX.open(qtest);
        return Ide.primary(machine.pci(), machine.memory());
    }

    @Test
    void identifiesItself(QTest qtest) {
        Identify disk = open(qtest).identify(0);
        assertEquals("testdisk            ", disk.serial());
        assertEquals("version ", disk.firmware());
        assertEquals(SECTORS, disk.sectors28());
        assertEquals(SECTORS, disk.sectors48());
        assertTrue(disk.cachesWrites(), "writes are cached");
    }

    @Test
    void keepsItsGeometryWhateverParametersItIsGiven(QTest qtest) {
        requireVersion("8.0", "dies of SIGFPE of parameters without sectors");
        Ide ide = open(qtest);
        ide.select(0);
        ide.count().write(0);
        ide.command(Ata.INITIALIZE_PARAMETERS);
        // The device may refuse the command.
        ide.status().await(Ata.BUSY, 0);
        // Without LBA, the result is the last cylinder, head and sector.
        ide.device().write(0xa0);
        ide.command(Ata.READ_NATIVE_MAX);
        ide.awaitDone();
        ide.device().expect(0xf, HEADS - 1);
        ide.high().expect((CYLINDERS - 1) >> 8);
        ide.middle().expect((CYLINDERS - 1) & 0xff);
        ide.low().expect(SECTORS_OF_TRACK);
    }

    @Test
    @QTestMachine(
            "-machine pc -nodefaults -drive if=ide,index=0,format=raw,file={image:1M}"
                    + " -drive if=ide,index=1,format=raw,file={image:1M}")
    void diagnosisSelectsTheFirstDevice(QTest qtest) {
        Ide ide = open(qtest);
        ide.select(1);
        ide.device().expect(Ata.DEVICE_1, Ata.DEVICE_1);
        ide.command(Ata.DIAGNOSE);
        ide.device().expect(Ata.DEVICE_1, 0);
        // Both devices pass the self-test.
        ide.error().expect(1);
    }

    @Test
    void readsByPioWhatItWrote(QTest qtest) {
        Ide ide = open(qtest);
        byte[] written = new byte[3 * Ata.SECTOR];
        new Random(3).nextBytes(written);
        ide.writePio(SECTORS - 3, written);
        assertArrayEquals(written, ide.readPio(SECTORS - 3, 3));
        assertArrayEquals(new byte[Ata.SECTOR], ide.readPio(SECTORS - 4, 1));
    }

    @Test
    void refusesToReadBeyondItsEnd(QTest qtest) {
        Ide ide = open(qtest);
        ide.command(Ata.READ, SECTORS, 1);
        ide.awaitError();
        ide.error().expect(Ata.ABORTED);
    }

    @Test
    void refusesAnUnknownCommand(QTest qtest) {
        Ide ide = open(qtest);
        ide.select(0);
        ide.command(Ata.UNKNOWN);
        ide.awaitError();
        ide.error().expect(Ata.ABORTED);
    }

    @Test
    void raisesItsInterruptUntilTheStatusIsRead(QTest qtest) {
        qtest.irqInterceptIn("ioapic");
        Ide ide = open(qtest);
        ide.select(0);
        ide.command(Ata.READ_NATIVE_MAX);
        assertTrue(qtest.getIrq(Ide.PRIMARY_IRQ), "raised by the end of the command");
        ide.status().expect(Ata.BUSY | Ata.ERROR, 0);
        assertFalse(qtest.getIrq(Ide.PRIMARY_IRQ), "raised after the status was read");
    }

    @Test
    @QTestMachine(DEBUGGED)
    void isBusyUntilWhatWasWrittenIsFlushed(QTest qtest) {
        Ide ide = open(qtest);
        ide.writePio(1, new byte[Ata.SECTOR]);
        qtest.hmp("qemu-io hd \"break flush_to_os A\"");
        ide.select(0);
        ide.command(Ata.FLUSH_CACHE);
        ide.status()
                .expect(
                        Ata.BUSY | Ata.READY | Ata.DATA_REQUEST | Ata.FAULT | Ata.ERROR,
                        Ata.BUSY | Ata.READY);
        qtest.hmp("qemu-io hd \"resume A\"");
        ide.awaitDone();
    }

    @Test
    @QTestMachine(
            value =
                    DEBUGGED
                            + ",file.inject-error.0.event=flush_to_disk,file.inject-error.0.once=on"
                            + ",rerror=stop,werror=stop",
            running = true)
    void flushesAgainWhenTheMachineGoesOn(QTest qtest) {
        Ide ide = open(qtest);
        ide.writePio(1, new byte[Ata.SECTOR]);
        ide.select(0);
        ide.command(Ata.FLUSH_CACHE);
        ide.status().expect(Ata.BUSY | Ata.ERROR, Ata.BUSY);
        qtest.eventWait("STOP");
        ide.status().expect(Ata.BUSY | Ata.ERROR, Ata.BUSY);
        qtest.cmd("cont");
        ide.awaitDone();
    }

    @Test
    @QTestMachine("-machine pc -nodefaults")
    void hasNoStatusWithoutADevice(QTest qtest) {
        Ide ide = open(qtest);
        ide.select(0);
        ide.command(Ata.FLUSH_CACHE);
        ide.status().expect(0);
    }

    @Test
    @QTestMachine("-machine pc -nodefaults -device ide-cd,bus=ide.0")
    void flushesADriveWithoutAMedium(QTest qtest) {
        Ide ide = open(qtest);
        ide.select(0);
        ide.command(Ata.FLUSH_CACHE);
        ide.status().await(Ata.BUSY, 0);
        assertEquals("QEMU DVD-ROM", ide.identifyPacket(0).model().strip());
    }
}
