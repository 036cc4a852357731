package org.qemu.functional.tests.qtest.storage;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Assumptions;
import org.qemu.functional.qtest.qos.graph.QosTest;
import org.qemu.functional.qtest.qos.machine.QosMachine;
import org.qemu.functional.qtest.qos.storage.Ahci;
import org.qemu.functional.qtest.qos.storage.AhciCommand;
import org.qemu.functional.qtest.qos.storage.AhciDisk;
import org.qemu.functional.qtest.qos.storage.AhciPort;
import org.qemu.functional.qtest.qos.storage.Ata;
import org.qemu.functional.qtest.qos.storage.Identify;

/** AHCI with a disk, on each machine with PCI. */
class AhciTest {
    private static final long SECTORS = (64 << 20) / Ata.SECTOR;
    private static final int REGISTERS = 0x34;
    private static final int PIO_SETUP = 0x5f;

    private static byte[] random(int sectors, int seed) {
        byte[] bytes = new byte[sectors * Ata.SECTOR];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    /** Return the disk, if the controller can access memory. */
    private static AhciDisk disk(Ahci ahci) {
        if (ahci.qtest().vm().binary().arch().equals("ppc64")) {
            Assumptions.abort(
                    "behind sPAPR's IOMMU, a device can only access memory that a guest has mapped"
                            + " by a hypercall, and there is no guest");
        }
        return AhciDisk.first(ahci);
    }

    @QosTest
    void tellsWhatItCanAsAhci13Wants(Ahci ahci) {
        long capabilities =
                ahci.capabilities()
                        .expect(
                                Ahci.CAP_AHCI_ONLY | Ahci.CAP_RESERVED | Ahci.CAP_64_BIT,
                                Ahci.CAP_AHCI_ONLY | Ahci.CAP_64_BIT);
        ahci.capabilities().expect(Ahci.CAP_QUEUING, Ahci.CAP_QUEUING);
        long speed = (capabilities & Ahci.CAP_SPEED) >>> 20;
        assertTrue(speed >= 1 && speed <= 3, "a speed of 1 to 3, not " + speed);
        assertEquals(32, ahci.slots());
        // The number of ports in the capabilities; here they are consecutive.
        ahci.implemented().expect((2L << (capabilities & Ahci.CAP_PORTS)) - 1);
        assertTrue(
                List.of(0x10000L, 0x10100L, 0x10200L, 0x10300L, 0x10301L)
                        .contains(ahci.version().read()),
                "a version of AHCI, not 0x%x".formatted(ahci.version().read()));
        ahci.capabilities2().expect(0xffff_ffc0L, 0);
        // If the controller supports AHCI only, this bit is always set.
        ahci.control()
                .expect(
                        Ahci.CONTROL_AHCI | Ahci.CONTROL_RESERVED | Ahci.CONTROL_RESET,
                        Ahci.CONTROL_AHCI);
        ahci.interrupts().expect(0);
    }

    @QosTest
    void keepsWhatIsReadOnly(Ahci ahci) {
        long capabilities = ahci.capabilities().read();
        long ports = ahci.implemented().read();
        long version = ahci.version().read();
        ahci.capabilities().write(~capabilities);
        ahci.implemented().write(~ports);
        ahci.version().write(~version);
        ahci.capabilities().expect(capabilities);
        ahci.implemented().expect(ports);
        ahci.version().expect(version);
    }

    @QosTest
    void portsAreIdleWithoutADriver(Ahci ahci) {
        for (AhciPort port : ahci.ports()) {
            long running = AhciPort.START | AhciPort.RECEIVE;
            port.command().expect(running | AhciPort.RUNNING | AhciPort.RECEIVING, 0);
            port.interrupts().expect(0);
            port.interruptEnable().expect(0);
            port.sataError().expect(0);
            port.issued().expect(0);
            port.queued().expect(0);
            // The speed is the lowest, and the interface is active.
            port.sataStatus().expect(0xfff, port.number() == 0 ? 0x113 : 0);
            port.signature().expect(0xffff_ffffL);
        }
    }

    @QosTest
    void resetsItsPorts(Ahci ahci) {
        AhciPort port = ahci.port(0);
        port.interruptEnable().writeAndExpect(AhciPort.ALL);
        ahci.control().set(Ahci.CONTROL_INTERRUPTS);
        ahci.control().write(Ahci.CONTROL_RESET);
        ahci.control().await(Ahci.CONTROL_RESET, 0);
        ahci.control().expect(Ahci.CONTROL_AHCI);
        port.interruptEnable().expect(0);
    }

    @QosTest
    void receivesTheDevicesRegistersWhenAPortStarts(Ahci ahci) {
        AhciPort port = disk(ahci).port();
        port.signature().expect(AhciPort.DISK);
        port.interrupts().expect(AhciPort.ERRORS | AhciPort.REGISTERS_SENT, 1);
        ahci.interrupts().expect(1);
        expectRegisters(port);
        // An error code that means success.
        port.device().expect(0xff00, 1 << 8);
        port.acknowledge();
        ahci.interrupts().expect(0);
    }

    @QosTest(arguments = "-global ide-hd.serial=ahcidisk -global ide-hd.ver=1.2.3")
    void identifiesTheDisk(Ahci ahci) {
        AhciDisk disk = disk(ahci);
        Identify identify = disk.identify();
        assertEquals("ahcidisk", identify.serial().strip());
        assertEquals("1.2.3", identify.firmware().strip());
        assertEquals("QEMU HARDDISK", identify.model().strip());
        assertEquals(SECTORS, identify.sectors28());
        assertEquals(SECTORS, identify.sectors48());
        assertEquals(32, identify.queueDepth());
        disk.port().interrupts().expect(AhciPort.PIO_DONE, AhciPort.PIO_DONE);
        byte[] frame = disk.port().frame(AhciPort.PIO_FRAME);
        assertEquals(PIO_SETUP, frame[0]);
        assertEquals(Identify.SIZE, (frame[17] & 0xff) << 8 | (frame[16] & 0xff));
    }

    /** Expect that the last received frame equals the port's registers. */
    private static void expectRegisters(AhciPort port) {
        byte[] frame = port.frame(AhciPort.REGISTERS_FRAME);
        assertEquals(REGISTERS, frame[0], "type of the frame");
        port.device().expect((frame[3] & 0xff) << 8 | (frame[2] & 0xff));
    }

    private static void readsWhatItWrote(Ahci ahci, int read, int write, int sectors) {
        AhciDisk disk = disk(ahci);
        byte[] some = random(sectors, 1);
        byte[] other = random(1, 2);
        disk.write(write, SECTORS - sectors, some);
        disk.write(write, 0, other);
        assertArrayEquals(some, disk.read(read, SECTORS - sectors, sectors));
        assertArrayEquals(other, disk.read(read, 0, 1));
        assertArrayEquals(new byte[Ata.SECTOR], disk.read(read, 1, 1));
    }

    @QosTest
    void readsByDmaWhatItWrote(Ahci ahci) {
        readsWhatItWrote(ahci, Ata.READ_DMA, Ata.WRITE_DMA, 255);
    }

    @QosTest
    void readsByWideDmaWhatItWrote(Ahci ahci) {
        readsWhatItWrote(ahci, Ata.READ_DMA_EXT, Ata.WRITE_DMA_EXT, 1024);
    }

    @QosTest
    void readsByPioWhatItWrote(Ahci ahci) {
        readsWhatItWrote(ahci, Ata.READ, Ata.WRITE, 8);
    }

    @QosTest
    void readsByWidePioWhatItWrote(Ahci ahci) {
        readsWhatItWrote(ahci, Ata.READ_EXT, Ata.WRITE_EXT, 8);
    }

    @QosTest
    void readsQueuedWhatItWrote(Ahci ahci) {
        readsWhatItWrote(ahci, Ata.READ_QUEUED, Ata.WRITE_QUEUED, 512);
    }

    @QosTest
    void movesDataInManyPieces(Ahci ahci) {
        AhciDisk disk = disk(ahci);
        byte[] written = random(16, 3);
        disk.write(AhciCommand.of(Ata.WRITE_DMA).at(9, 16).inPieces(100), written);
        assertArrayEquals(
                written, disk.read(AhciCommand.of(Ata.READ_DMA).at(9, 16).inPieces(1000), 8192));
        assertArrayEquals(
                Arrays.copyOfRange(written, Ata.SECTOR, 3 * Ata.SECTOR),
                disk.read(AhciCommand.of(Ata.READ_QUEUED).at(10, 2).inPieces(2), 1024));
    }

    @QosTest
    void tellsThatACommandIsUnknown(Ahci ahci) {
        AhciDisk disk = disk(ahci);
        disk.port().execute(AhciCommand.of(Ata.UNKNOWN));
        disk.port().interrupts().expect(AhciPort.ERRORS, AhciPort.DEVICE_ERROR);
        disk.port().device().expect(0xff00 | Ata.BUSY | Ata.ERROR, Ata.ABORTED << 8 | Ata.ERROR);
        disk.port().recover();
        assertArrayEquals(new byte[Ata.SECTOR], disk.read(Ata.READ_DMA, 0, 1));
    }

    @QosTest
    void tellsThatAReadIsBeyondTheEnd(Ahci ahci, QosMachine machine) {
        AhciDisk disk = disk(ahci);
        disk.write(Ata.WRITE_DMA, SECTORS - 1, random(1, 4));
        long buffer = machine.memory().alloc(Ata.SECTOR);
        for (int code : new int[] {Ata.READ_DMA_EXT, Ata.READ_QUEUED, Ata.READ}) {
            disk.port().execute(AhciCommand.of(code).at(SECTORS, 1).into(buffer, Ata.SECTOR));
            disk.port().interrupts().expect(AhciPort.DEVICE_ERROR, AhciPort.DEVICE_ERROR);
            disk.port().device().expect(Ata.BUSY | Ata.ERROR, Ata.ERROR);
            disk.port().recover();
        }
        assertArrayEquals(random(1, 4), disk.read(Ata.READ_DMA, SECTORS - 1, 1));
    }

    @QosTest
    void flushes(Ahci ahci) {
        AhciDisk disk = disk(ahci);
        disk.write(Ata.WRITE_DMA, 3, random(1, 5));
        disk.run(Ata.FLUSH_CACHE);
        disk.port()
                .interrupts()
                .expect(AhciPort.ERRORS | AhciPort.REGISTERS_SENT, AhciPort.REGISTERS_SENT);
        expectRegisters(disk.port());
    }

    @QosTest
    void tellsItsLastSector(Ahci ahci) {
        AhciDisk disk = disk(ahci);
        disk.run(Ata.READ_NATIVE_MAX_EXT);
        byte[] frame = disk.port().frame(AhciPort.REGISTERS_FRAME);
        assertEquals(
                SECTORS - 1, (frame[6] & 0xff) << 16 | (frame[5] & 0xff) << 8 | (frame[4] & 0xff));
    }
}
