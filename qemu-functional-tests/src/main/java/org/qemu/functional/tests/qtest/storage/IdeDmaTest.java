package org.qemu.functional.tests.qtest.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.QTestMachine;
import org.qemu.functional.qtest.qos.machine.MachineType;
import org.qemu.functional.qtest.qos.machine.QosMachine;
import org.qemu.functional.qtest.qos.pci.PciConfig;
import org.qemu.functional.qtest.qos.storage.Ata;
import org.qemu.functional.qtest.qos.storage.BusMaster;
import org.qemu.functional.qtest.qos.storage.Ide;
import org.qemu.functional.qtest.qos.storage.Prd;

/** PIIX3's IDE controller with a disk: DMA with valid and invalid tables. */
class IdeDmaTest {
    private static final int SECTORS = (64 << 20) / Ata.SECTOR;

    /** An address at which a PC has neither memory nor devices. */
    private static final long NOWHERE = 0xd000_0000L;

    @QTestMachine(
            "-machine pc -nodefaults -m 128M -drive if=ide,format=raw,file={image:64M},discard=unmap")
    private QTest qtest;

    private Ide ide;
    private QosMachine machine;

    @BeforeEach
    void open() {
        qtest.irqInterceptIn("ioapic");
        machine = MachineType.I440FX.open(qtest);
        ide = Ide.primary(machine.pci(), machine.memory());
    }

    private static byte[] random(int size, int seed) {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @ParameterizedTest
    @CsvSource({"1, 512", "1, 2", "8, 4096", "8, 1000", "128, 65536", "255, 512", "256, 65536"})
    void readsWhatItWrote(int sectors, int piece) {
        byte[] some = random(sectors * Ata.SECTOR, 1);
        byte[] other = random(sectors * Ata.SECTOR, 2);
        ide.writeDma(0, some, piece);
        ide.writeDma(sectors, other, Prd.MAX);
        assertArrayEquals(some, ide.readDma(0, sectors, Prd.MAX));
        assertArrayEquals(other, ide.readDma(sectors, sectors, piece));
        assertArrayEquals(new byte[Ata.SECTOR], ide.readDma(2L * sectors, 1, Prd.MAX));
    }

    @Test
    void readsByPioWhatWasWrittenByDma() {
        byte[] written = random(2 * Ata.SECTOR, 3);
        ide.writeDma(7, written, Ata.SECTOR);
        assertArrayEquals(written, ide.readPio(7, 2));
    }

    @Test
    void raisesItsInterruptUntilTheStatusIsRead() {
        long buffer = machine.memory().alloc(Ata.SECTOR);
        ide.busMaster().load(List.of(new Prd(buffer, Ata.SECTOR)));
        ide.command(Ata.READ_DMA, 0, 1);
        assertFalse(qtest.getIrq(Ide.PRIMARY_IRQ), "raised before data is transferred");
        ide.busMaster().start(true);
        ide.busMaster().await();
        assertTrue(qtest.getIrq(Ide.PRIMARY_IRQ), "raised after data was transferred");
        ide.awaitDone();
        assertFalse(qtest.getIrq(Ide.PRIMARY_IRQ), "raised after the status was read");
    }

    /**
     * Return the status that the programming interface requires: see "Programming Interface", 3.1.
     */
    private static int expected(int sectors, int table) {
        int bytes = sectors * Ata.SECTOR;
        if (table < bytes) {
            return 0;
        }
        return table == bytes ? BusMaster.INTERRUPT : BusMaster.INTERRUPT | BusMaster.ACTIVE;
    }

    @ParameterizedTest
    @CsvSource({
        "1, 256",
        "1, 510",
        "1, 512",
        "1, 514",
        "1, 65536",
        "2, 512",
        "2, 1024",
        "2, 1026",
        "128, 65534",
        "128, 65536",
        "256, 2",
        "256, 65536"
    })
    void tellsWhetherTheTableFits(int sectors, int table) {
        long buffer = machine.memory().alloc(Prd.MAX);
        ide.busMaster().load(List.of(new Prd(buffer, table)));
        ide.command(Ata.READ_DMA, 0, sectors);
        ide.busMaster().start(true);
        ide.busMaster().await();
        ide.busMaster().status().expect(BusMaster.BITS, expected(sectors, table));
        assertEquals(
                table >= sectors * Ata.SECTOR,
                qtest.getIrq(Ide.PRIMARY_IRQ),
                "the interrupt is raised");
        ide.awaitDone();
        ide.busMaster().stop();
        ide.busMaster().status().expect(BusMaster.ACTIVE, 0);
    }

    @ParameterizedTest
    @CsvSource({"1, 256", "1, 512", "1, 65536", "128, 65534", "128, 65536"})
    void canBeStoppedAtOnce(int sectors, int table) {
        long buffer = machine.memory().alloc(Prd.MAX);
        ide.busMaster().load(List.of(new Prd(buffer, table)));
        ide.command(Ata.READ_DMA, 0, sectors);
        ide.busMaster().start(true);
        ide.busMaster().stop();
        // QEMU waits for the pending transfer, so all data was transferred if the table is long
        // enough.
        ide.busMaster()
                .status()
                .expect(BusMaster.BITS, expected(sectors, table) & ~BusMaster.ACTIVE);
        ide.awaitDone();
        assertArrayEquals(new byte[Ata.SECTOR], ide.readDma(5, 1, Prd.MAX));
    }

    @Test
    void movesToPiecesWhereNothingIs() {
        byte[] written = random(3 * Ata.SECTOR, 4);
        ide.writeDma(20, written, Prd.MAX);
        long buffer = machine.memory().alloc(3L * Ata.SECTOR);
        qtest.memset(buffer, 3L * Ata.SECTOR, 0);
        ide.busMaster()
                .load(
                        List.of(
                                new Prd(buffer, Ata.SECTOR),
                                new Prd(NOWHERE, Ata.SECTOR),
                                new Prd(buffer + 2 * Ata.SECTOR, Ata.SECTOR)));
        ide.command(Ata.READ_DMA, 20, 3);
        ide.busMaster().start(true);
        ide.busMaster().await();
        ide.busMaster().status().expect(BusMaster.BITS, BusMaster.INTERRUPT);
        ide.awaitDone();
        byte[] all = written.clone();
        Arrays.fill(all, Ata.SECTOR, 2 * Ata.SECTOR, (byte) 0);
        assertArrayEquals(all, qtest.bufread(buffer, all.length));
    }

    @Test
    void leavesMemoryAloneWithoutTheRightToMaster() {
        ide.writeDma(0, random(256 * Ata.SECTOR, 5), Prd.MAX);
        ide.controller()
                .config()
                .registerw("command", PciConfig.COMMAND)
                .clear(PciConfig.COMMAND_MASTER);
        long buffer = machine.memory().alloc(Prd.MAX);
        qtest.memset(buffer, Prd.MAX, 0x5a);
        // A table of one page, without an end mark.
        ide.busMaster().load(Collections.nCopies(512, new Prd(buffer, Prd.MAX)), false);
        ide.command(Ata.READ_DMA, 0, 0);
        ide.busMaster().start(true);
        ide.busMaster().await();
        ide.busMaster().status().expect(BusMaster.BITS, BusMaster.ACTIVE | BusMaster.INTERRUPT);
        ide.awaitDone();
        byte[] untouched = new byte[Prd.MAX];
        Arrays.fill(untouched, (byte) 0x5a);
        assertArrayEquals(untouched, qtest.bufread(buffer, Prd.MAX));
    }

    @Test
    void refusesToReadBeyondItsEnd() {
        long buffer = machine.memory().alloc(2L * Ata.SECTOR);
        ide.busMaster().load(List.of(new Prd(buffer, 2 * Ata.SECTOR)));
        ide.command(Ata.READ_DMA, SECTORS - 1, 2);
        ide.busMaster().start(true);
        ide.busMaster().await();
        ide.awaitError();
        ide.error().expect(Ata.ABORTED);
    }

    private void trim(long... ranges) {
        long buffer = machine.memory().alloc(Ata.SECTOR);
        ByteBuffer list = ByteBuffer.allocate(Ata.SECTOR).order(ByteOrder.LITTLE_ENDIAN);
        for (long range : ranges) {
            list.putLong(range);
        }
        qtest.bufwrite(buffer, list.array());
        ide.busMaster().load(List.of(new Prd(buffer, Ata.SECTOR)));
        ide.features(Ata.TRIM);
        ide.command(Ata.DATA_SET_MANAGEMENT, 0, 1);
        ide.busMaster().start(false);
        ide.busMaster().await();
        ide.busMaster().status().expect(BusMaster.BITS, BusMaster.INTERRUPT);
    }

    /** Return the first sector and the number of sectors: 48 and 16 bits. */
    private static long range(long sector, int count) {
        return (long) count << 48 | sector;
    }

    @Test
    void discardsSectors() {
        byte[] written = random(32 * Ata.SECTOR, 6);
        ide.writeDma(0, written, Prd.MAX);
        trim(range(8, 8), range(24, 1));
        ide.awaitDone();
        byte[] left = written.clone();
        Arrays.fill(left, 8 * Ata.SECTOR, 16 * Ata.SECTOR, (byte) 0);
        Arrays.fill(left, 24 * Ata.SECTOR, 25 * Ata.SECTOR, (byte) 0);
        assertArrayEquals(left, ide.readDma(0, 32, Prd.MAX));
    }

    @Test
    void refusesToDiscardBeyondItsEnd() {
        trim(range(8, 8), range(SECTORS - 1, 2));
        ide.awaitError();
        ide.error().expect(Ata.ABORTED);
    }
}
