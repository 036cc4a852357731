package org.qemu.functional.qtest.qos.storage;

import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.qos.GuestAllocator;

/**
 * Execute commands with data at a port of an AHCI controller, one after the other, and check that
 * they succeeded.
 */
public final class AhciDisk {
    private final AhciPort port;
    private final QTest qtest;
    private final GuestAllocator memory;

    private AhciDisk(Ahci controller, AhciPort port) {
        this.port = port;
        this.qtest = controller.qtest();
        this.memory = controller.memory();
    }

    /** Return an object for the device at a port that was started. */
    public static AhciDisk at(Ahci controller, AhciPort port) {
        return new AhciDisk(controller, port);
    }

    /** Reset the controller and return an object for the device at the first port that has one. */
    public static AhciDisk first(Ahci controller) {
        AhciPort port =
                controller.reset().ports().stream()
                        .filter(AhciPort::hasDevice)
                        .findFirst()
                        .orElseThrow(
                                () ->
                                        new AssertionError(
                                                "no port of the AHCI controller has a device"));
        return at(controller, port.start());
    }

    /** Return the port. */
    public AhciPort port() {
        return port;
    }

    /** Return the identification of the disk. */
    public Identify identify() {
        return Identify.of(read(AhciCommand.of(Ata.IDENTIFY), Identify.SIZE));
    }

    /** Return the identification of a packet device. */
    public Identify identifyPacket() {
        return Identify.of(read(AhciCommand.of(Ata.IDENTIFY_PACKET), Identify.SIZE));
    }

    /** Read sectors with the given command. */
    public byte[] read(int code, long sector, int sectors) {
        return read(AhciCommand.of(code).at(sector, sectors), sectors * Ata.SECTOR);
    }

    /** Execute a command that transfers data to memory. */
    public byte[] read(AhciCommand command, int bytes) {
        long buffer = memory.alloc(bytes);
        qtest.memset(buffer, bytes, 0xee);
        done(command.into(buffer, bytes));
        byte[] data = qtest.bufread(buffer, bytes);
        memory.free(buffer);
        return data;
    }

    /** Write sectors with the given command. */
    public void write(int code, long sector, byte[] data) {
        write(AhciCommand.of(code).at(sector, data.length / Ata.SECTOR), data);
    }

    /** Execute a command that transfers data from memory. */
    public void write(AhciCommand command, byte[] data) {
        long buffer = memory.alloc(data.length);
        qtest.bufwrite(buffer, data);
        done(command.from(buffer, data.length));
        memory.free(buffer);
    }

    /** Execute a command without data. */
    public void run(int code) {
        done(AhciCommand.of(code));
    }

    private void done(AhciCommand command) {
        port.execute(command);
        port.expectNoError();
        port.issued().expect(0);
        port.queued().expect(0);
        long moved = port.moved(0);
        if (!command.isQueued() && moved != command.bytes()) {
            throw new AssertionError(
                    "command 0x%02x: %d bytes were transferred, expected %d"
                            .formatted(command.code(), moved, command.bytes()));
        }
    }
}
