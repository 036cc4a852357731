package org.qemu.functional.tests.qtest.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.machine.MachineType;
import org.qemu.functional.qtest.qos.machine.QosMachine;
import org.qemu.functional.qtest.qos.storage.Ata;
import org.qemu.functional.qtest.qos.storage.Cdb;
import org.qemu.functional.qtest.qos.storage.Ide;
import org.qemu.functional.qtest.qos.storage.IdePackets;

/** PIIX3's IDE controller with a CD-ROM drive: packets by PIO and DMA. */
class IdeCdromTest extends QemuSystemTest {
    private static final int SECTORS = 64;

    /** The maximum number of bytes per transfer, which is not a multiple of a sector. */
    private static final int LIMIT = 5120;

    private static final int NOT_READY = 2;
    private static final int ILLEGAL_REQUEST = 5;
    private static final int NO_MEDIUM = 0x3a;

    private final byte[] content = new byte[SECTORS * Cdb.CD_SECTOR];
    private QTest qtest;
    private Ide ide;
    private IdePackets drive;

    @BeforeEach
    void open() throws IOException {
        setMachine("pc");
        new Random(11).nextBytes(content);
        Path image = scratchFile("cd.iso");
        Files.createDirectories(image.getParent());
        Files.write(image, content);
        vm().addArgs("-nodefaults", "-device", "ide-cd,bus=ide.0,unit=0,drive=cd");
        vm().addArgs("-drive", "if=none,id=cd,media=cdrom,format=raw,file=" + image);
        vm().addArgs("-device", "ide-cd,bus=ide.0,unit=1,serial=empty");
        qtest = QTest.launch(vm());
        QosMachine machine = MachineType.I440FX.open(qtest);
        ide = Ide.primary(machine.pci(), machine.memory());
        drive = IdePackets.to(ide, 0);
    }

    private static byte[] join(List<byte[]> pieces) {
        ByteBuffer all = ByteBuffer.allocate(pieces.stream().mapToInt(p -> p.length).sum());
        pieces.forEach(all::put);
        return all.array();
    }

    @Test
    void identifiesItselfAsAPacketDevice() {
        ide.identifyPacket(0);
        // A removable CD-ROM drive with packets of 12 bytes.
        assertEquals(0x8580, ide.identifyPacket(0).word(0) & 0xff83);
        assertEquals("QEMU DVD-ROM", ide.identifyPacket(0).model().strip());
        assertEquals("empty", ide.identifyPacket(1).serial().strip());
    }

    @Test
    void hasASignatureInsteadOfADisksDescription() {
        ide.select(0);
        ide.command(Ata.IDENTIFY);
        ide.awaitError();
        ide.error().expect(Ata.ABORTED);
        ide.middle().expect(0x14);
        ide.high().expect(0xeb);
    }

    @Test
    void tellsHowMuchItHas() {
        byte[] capacity = join(drive.pio(Cdb.readCapacity(), LIMIT));
        assertEquals(
                (long) (SECTORS - 1) << 32 | Cdb.CD_SECTOR, ByteBuffer.wrap(capacity).getLong());
    }

    @Test
    void readsASectorByPio() {
        List<byte[]> read = drive.pio(Cdb.read(3, 1), LIMIT);
        assertEquals(1, read.size());
        assertArrayEquals(
                Arrays.copyOfRange(content, 3 * Cdb.CD_SECTOR, 4 * Cdb.CD_SECTOR), read.get(0));
    }

    @Test
    void readsManySectorsInPiecesOfTheLimit() {
        List<byte[]> read = drive.pio(Cdb.read(0, 10), LIMIT);
        assertEquals(
                List.of(LIMIT, LIMIT, LIMIT, LIMIT), read.stream().map(p -> p.length).toList());
        assertArrayEquals(Arrays.copyOf(content, 10 * Cdb.CD_SECTOR), join(read));
    }

    @Test
    void readsTheRestInALastPiece() {
        List<byte[]> read = drive.pio(Cdb.read(1, 3), LIMIT);
        assertEquals(
                List.of(LIMIT, 3 * Cdb.CD_SECTOR - LIMIT),
                read.stream().map(p -> p.length).toList());
        assertArrayEquals(
                Arrays.copyOfRange(content, Cdb.CD_SECTOR, 4 * Cdb.CD_SECTOR), join(read));
    }

    @Test
    void readsByDma() {
        assertArrayEquals(
                Arrays.copyOfRange(content, 8 * Cdb.CD_SECTOR, 24 * Cdb.CD_SECTOR),
                drive.dma(Cdb.read(8, 16), 16 * Cdb.CD_SECTOR));
    }

    @Test
    void refusesToReadBeyondItsEnd() {
        assertEquals(ILLEGAL_REQUEST, drive.refused(Cdb.read(SECTORS, 1)));
    }

    @Test
    void tellsWhyItIsNotReady() {
        IdePackets empty = IdePackets.to(ide, 1);
        assertEquals(NOT_READY, empty.refused(Cdb.testUnitReady()));
        byte[] sense = join(empty.pio(Cdb.requestSense(), LIMIT));
        assertEquals(NOT_READY, sense[2] & 0xf);
        assertEquals(NO_MEDIUM, sense[12]);
    }
}
