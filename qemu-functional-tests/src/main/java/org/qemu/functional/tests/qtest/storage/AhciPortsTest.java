package org.qemu.functional.tests.qtest.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.qtest.Interrupts;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.machine.MachineType;
import org.qemu.functional.qtest.qos.machine.QosMachine;
import org.qemu.functional.qtest.qos.storage.Ahci;
import org.qemu.functional.qtest.qos.storage.AhciCommand;
import org.qemu.functional.qtest.qos.storage.AhciDisk;
import org.qemu.functional.qtest.qos.storage.AhciPort;
import org.qemu.functional.qtest.qos.storage.Ata;
import org.qemu.functional.qtest.qos.storage.Cdb;

/** Q35's AHCI controller with devices at several ports, and several commands at the same time. */
class AhciPortsTest extends QemuSystemTest {
    private static final int DISK = 0;
    private static final int LARGE = 2;
    private static final int CD = 5;

    /** More sectors than 28 bits can address. */
    private static final long LARGE_SECTORS = (1L << 28) + 4096;

    private static final int SLOTS = 32;
    private static final int QUEUE_BYTES = SLOTS * Ata.SECTOR;

    private final byte[] content = new byte[64 * Cdb.CD_SECTOR];
    private QTest qtest;
    private QosMachine machine;
    private Ahci ahci;

    @BeforeEach
    void open() throws IOException {
        setMachine("q35");
        new Random(5).nextBytes(content);
        vm().addArgs("-nodefaults");
        plug(DISK, "ide-hd", 16 << 20);
        plug(LARGE, "ide-hd", LARGE_SECTORS * Ata.SECTOR);
        Files.write(plug(CD, "ide-cd", content.length), content);
        qtest = QTest.launch(vm());
        qtest.irqInterceptIn("ioapic");
        machine = MachineType.Q35.open(qtest);
        ahci = Ahci.first(machine.pci(), machine.memory()).reset();
    }

    private Path plug(int port, String device, long size) throws IOException {
        Path image = scratchFile("port%d.img".formatted(port));
        Files.createDirectories(image.getParent());
        try (RandomAccessFile file = new RandomAccessFile(image.toFile(), "rw")) {
            file.setLength(size);
        }
        vm().addArgs("-drive", "if=none,format=raw,id=port%d,file=%s".formatted(port, image));
        vm().addArgs("-device", "%s,bus=ide.%d,drive=port%d".formatted(device, port, port));
        return image;
    }

    private AhciDisk start(int port) {
        return AhciDisk.at(ahci, ahci.port(port).start());
    }

    private static byte[] random(int bytes, int seed) {
        byte[] data = new byte[bytes];
        new Random(seed).nextBytes(data);
        return data;
    }

    @Test
    void tellsWhichPortsHaveDevices() {
        assertArrayEquals(
                new int[] {DISK, LARGE, CD},
                ahci.ports().stream()
                        .filter(AhciPort::hasDevice)
                        .mapToInt(AhciPort::number)
                        .toArray());
    }

    @Test
    void portsDoNotDisturbEachOther() {
        AhciDisk disk = start(DISK);
        AhciDisk large = start(LARGE);
        byte[] some = random(4096, 1);
        byte[] other = random(4096, 2);
        disk.write(Ata.WRITE_DMA, 1, some);
        large.write(Ata.WRITE_DMA, 1, other);
        assertArrayEquals(some, disk.read(Ata.READ_DMA, 1, 8));
        assertArrayEquals(other, large.read(Ata.READ_DMA, 1, 8));
    }

    @Test
    void tellsWhichPortsWantToInterrupt() {
        AhciDisk disk = start(DISK);
        AhciDisk large = start(LARGE);
        ahci.interrupts().expect(1 << DISK | 1 << LARGE);
        disk.port().acknowledge();
        ahci.interrupts().expect(1 << LARGE);
        large.port().interruptEnable().write(0);
        ahci.interrupts().expect(0);
    }

    @Test
    void raisesItsLineUntilThePortIsAcknowledged() {
        AhciDisk disk = start(DISK);
        disk.port().acknowledge();
        assertFalse(isAnyRaised(), () -> "raised without a cause: " + qtest.interrupts());
        disk.run(Ata.FLUSH_CACHE);
        assertTrue(isAnyRaised(), () -> "not raised by the command's end: " + qtest.interrupts());
        disk.port().acknowledge();
        assertFalse(isAnyRaised(), () -> "raised although acknowledged: " + qtest.interrupts());
        ahci.control().clear(Ahci.CONTROL_INTERRUPTS);
        disk.run(Ata.FLUSH_CACHE);
        assertFalse(isAnyRaised(), () -> "raised although disabled: " + qtest.interrupts());
    }

    /**
     * Return whether any interrupt line is raised. In the I/O APIC, the PCI lines follow the ISA
     * lines.
     */
    private boolean isAnyRaised() {
        Interrupts known = qtest.interrupts();
        return IntStream.range(16, 24).anyMatch(known::isRaised);
    }

    @Test
    void reachesSectorsThat28BitsCannotTell() {
        AhciDisk large = start(LARGE);
        assertEquals(LARGE_SECTORS, large.identify().sectors48());
        assertEquals((1 << 28) - 1, large.identify().sectors28());
        byte[] some = random(Ata.SECTOR, 3);
        byte[] other = random(Ata.SECTOR, 4);
        large.write(Ata.WRITE_DMA_EXT, LARGE_SECTORS - 1, some);
        large.write(Ata.WRITE_QUEUED, (1L << 28) + 5, other);
        assertArrayEquals(some, large.read(Ata.READ_QUEUED, LARGE_SECTORS - 1, 1));
        assertArrayEquals(other, large.read(Ata.READ_EXT, (1L << 28) + 5, 1));
        assertArrayEquals(new byte[Ata.SECTOR], large.read(Ata.READ_DMA, 5, 1));
        assertArrayEquals(new byte[Ata.SECTOR], large.read(Ata.READ_DMA, 4095, 1));
    }

    private void readInto(AhciPort port, int code, long buffer) {
        for (int slot = 0; slot < SLOTS; slot++) {
            // The last sectors come first, so that the order of execution does not hide an error.
            long sector = SLOTS - 1L - slot;
            port.prepare(
                    slot,
                    AhciCommand.of(code)
                            .at(sector, 1)
                            .into(buffer + sector * Ata.SECTOR, Ata.SECTOR));
        }
        port.acknowledge();
        port.issue(0xffff_ffffL, code == Ata.READ_QUEUED);
        port.await(0xffff_ffffL);
        port.expectNoError();
        port.issued().expect(0);
        port.queued().expect(0);
    }

    @Test
    void executesCommandsOfAllSlotsOneAfterTheOther() {
        AhciDisk disk = start(DISK);
        byte[] written = random(QUEUE_BYTES, 6);
        disk.write(Ata.WRITE_DMA, 0, written);
        long buffer = machine.memory().alloc(QUEUE_BYTES);
        readInto(disk.port(), Ata.READ_DMA, buffer);
        assertArrayEquals(written, qtest.bufread(buffer, QUEUE_BYTES));
        for (int slot = 0; slot < SLOTS; slot++) {
            assertEquals(Ata.SECTOR, disk.port().moved(slot), "bytes of slot " + slot);
        }
    }

    @Test
    void executesQueuedCommandsOfAllSlots() {
        AhciDisk disk = start(DISK);
        byte[] written = random(QUEUE_BYTES, 7);
        disk.write(Ata.WRITE_QUEUED, 0, written);
        long buffer = machine.memory().alloc(QUEUE_BYTES);
        readInto(disk.port(), Ata.READ_QUEUED, buffer);
        assertArrayEquals(written, qtest.bufread(buffer, QUEUE_BYTES));
        disk.port().interrupts().expect(AhciPort.QUEUED_DONE, AhciPort.QUEUED_DONE);
        assertEquals((byte) 0xa1, disk.port().frame(AhciPort.QUEUED_FRAME)[0]);
    }

    @Test
    void tellsThatAQueuedCommandHasNotEnoughMemory() {
        AhciDisk disk = start(DISK);
        long buffer = machine.memory().alloc(4096);
        qtest.memset(buffer, 4096, 0x5a);
        disk.port().acknowledge();
        disk.port().prepare(3, AhciCommand.of(Ata.READ_QUEUED).at(0, 2).into(buffer, Ata.SECTOR));
        disk.port().issue(1 << 3, true);
        disk.port().interrupts().await(AhciPort.OVERFLOW, AhciPort.OVERFLOW);
        byte[] untouched = new byte[4096];
        Arrays.fill(untouched, (byte) 0x5a);
        assertArrayEquals(untouched, qtest.bufread(buffer, 4096));
        disk.port().recover();
        // After the error of a queued command, the device expects a command that is not queued.
        assertArrayEquals(new byte[1024], disk.read(Ata.READ_DMA, 0, 2));
        assertArrayEquals(new byte[1024], disk.read(Ata.READ_QUEUED, 0, 2));
    }

    @Test
    void doesNothingWhileAPortIsNotStarted() {
        AhciPort port = start(DISK).port();
        port.prepare(0, AhciCommand.of(Ata.FLUSH_CACHE));
        port.acknowledge();
        port.command().clear(AhciPort.START);
        port.command().await(AhciPort.RUNNING, 0);
        port.issue(1, false);
        port.interrupts().expect(0);
        port.command().set(AhciPort.START);
        port.await(1);
        port.expectNoError();
        port.interrupts().expect(AhciPort.REGISTERS_SENT, AhciPort.REGISTERS_SENT);
    }

    @Test
    void readsFromACdrom() {
        AhciDisk cd = start(CD);
        cd.port().signature().expect(AhciPort.PACKET_DEVICE);
        assertEquals("QEMU DVD-ROM", cd.identifyPacket().model().strip());
        assertArrayEquals(
                Arrays.copyOfRange(content, 4 * Cdb.CD_SECTOR, 20 * Cdb.CD_SECTOR),
                cd.read(AhciCommand.ofPacket(Cdb.read(4, 16)), 16 * Cdb.CD_SECTOR));
    }

    @Test
    void tellsThatACdromRefusesAPacket() {
        AhciDisk cd = start(CD);
        long buffer = machine.memory().alloc(Cdb.CD_SECTOR);
        cd.port().execute(AhciCommand.ofPacket(Cdb.read(64, 1)).into(buffer, Cdb.CD_SECTOR));
        cd.port().interrupts().expect(AhciPort.DEVICE_ERROR, AhciPort.DEVICE_ERROR);
        // The sense key: illegal request.
        cd.port().device().expect(0xf000 | Ata.BUSY | Ata.ERROR, 0x5000 | Ata.ERROR);
    }
}
