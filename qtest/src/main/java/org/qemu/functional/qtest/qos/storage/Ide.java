package org.qemu.functional.qtest.qos.storage;

import static org.qemu.functional.qtest.qos.storage.Ata.BUSY;
import static org.qemu.functional.qtest.qos.storage.Ata.DATA_REQUEST;
import static org.qemu.functional.qtest.qos.storage.Ata.ERROR;
import static org.qemu.functional.qtest.qos.storage.Ata.FAULT;
import static org.qemu.functional.qtest.qos.storage.Ata.READY;
import static org.qemu.functional.qtest.qos.storage.Ata.SECTOR;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.qemu.functional.qtest.Batch;
import org.qemu.functional.qtest.QTest;
import org.qemu.functional.qtest.Region;
import org.qemu.functional.qtest.Register;
import org.qemu.functional.qtest.Width;
import org.qemu.functional.qtest.qos.GuestAllocator;
import org.qemu.functional.qtest.qos.pci.PciBus;
import org.qemu.functional.qtest.qos.pci.PciDevice;

/**
 * A channel of the PIIX3 IDE controller with its two devices (ATA/ATAPI-6; {@code hw/ide/piix.c},
 * {@code hw/ide/core.c}).
 */
public final class Ide {
    /** The vendor ID of the controller. */
    public static final int VENDOR = 0x8086;

    /** The device ID of the controller. */
    public static final int DEVICE = 0x7010;

    /** The interrupt line of the first channel. */
    public static final int PRIMARY_IRQ = 14;

    private static final int PRIMARY_PORTS = 0x1f0;
    private static final int BUS_MASTER_BAR = 4;

    private final QTest qtest;
    private final PciDevice controller;
    private final GuestAllocator memory;
    private final BusMaster busMaster;
    private final Register features;
    private final Register error;
    private final Register count;
    private final Register low;
    private final Register middle;
    private final Register high;
    private final Register device;
    private final Register status;
    private final Register command;

    private Ide(PciDevice controller, Region ports, long bus, GuestAllocator memory) {
        this.qtest = controller.qtest();
        this.controller = controller;
        this.memory = memory;
        this.busMaster =
                new BusMaster(qtest, controller.map(BUS_MASTER_BAR).at(bus, "bus master"), memory);
        // Two of the registers have one meaning when read and another when written.
        features = ports.registerb("IDE features", 1);
        error = ports.registerb("IDE error", 1);
        count = ports.registerb("IDE count", 2);
        low = ports.registerb("IDE LBA low", 3);
        middle = ports.registerb("IDE LBA middle", 4);
        high = ports.registerb("IDE LBA high", 5);
        device = ports.registerb("IDE device", 6);
        status = ports.registerb("IDE status", 7);
        command = ports.registerb("IDE command", 7);
    }

    /**
     * Enable the controller, including bus mastering, and return a driver for its first channel.
     *
     * @param memory the memory for tables and data
     */
    public static Ide primary(PciBus bus, GuestAllocator memory) {
        PciDevice controller = bus.get(VENDOR, DEVICE);
        Ide ide =
                new Ide(
                        controller,
                        bus.qtest().ports().at(PRIMARY_PORTS, "first channel"),
                        0,
                        memory);
        controller.enable();
        return ide;
    }

    /** Return the PCI function of the controller. */
    public PciDevice controller() {
        return controller;
    }

    /** Return the memory for tables and data. */
    GuestAllocator memory() {
        return memory;
    }

    /** Return the bus master, which transfers data by DMA. */
    public BusMaster busMaster() {
        return busMaster;
    }

    /** Return the status register; reading it lowers the interrupt. */
    public Register status() {
        return status;
    }

    /** Return the error register, which is valid if the status reports an error. */
    public Register error() {
        return error;
    }

    /**
     * Return the register with the number of sectors; its value after a command depends on the
     * command.
     */
    public Register count() {
        return count;
    }

    /** Return the register with bits 0 to 7 of the address, or the sector number. */
    public Register low() {
        return low;
    }

    /** Return the register with bits 8 to 15 of the address, or the lower bits of the cylinder. */
    public Register middle() {
        return middle;
    }

    /** Return the register with bits 16 to 23 of the address, or the upper bits of the cylinder. */
    public Register high() {
        return high;
    }

    /** Return the register that selects the device and has the remaining bits of the address. */
    public Register device() {
        return device;
    }

    /** Select the device for the following commands, 0 or 1. */
    public void select(int unit) {
        device.write(unit == 0 ? 0 : Ata.DEVICE_1);
    }

    /** Send a command to the selected device. */
    public void command(int code) {
        command.write(code);
    }

    /** Send a command for sectors to the first device, with a 28-bit address. */
    public void command(int code, long sector, int sectors) {
        device.write(Ata.LBA | (sector >>> 24 & 0xf));
        count.write(sectors);
        low.write(sector);
        middle.write(sector >>> 8);
        high.write(sector >>> 16);
        command.write(code);
    }

    /** Write the features for the next command. */
    public void features(int value) {
        features.write(value);
    }

    /**
     * Wait until the device is ready and has no data to transfer, and check that it reports no
     * error.
     */
    public void awaitDone() {
        status.await(BUSY, 0);
        status.expect(READY | DATA_REQUEST | FAULT | ERROR, READY);
    }

    /** Wait until the device reports an error. */
    public void awaitError() {
        status.await(BUSY, 0);
        status.expect(READY | DATA_REQUEST | FAULT | ERROR, READY | ERROR);
    }

    /** Wait until the device is ready to transfer data. */
    void awaitData() {
        status.await(BUSY, 0);
        status.expect(READY | DATA_REQUEST | FAULT | ERROR, READY | DATA_REQUEST);
    }

    /** Return the identification of a disk of this channel. */
    public Identify identify(int unit) {
        return identify(unit, Ata.IDENTIFY);
    }

    /** Return the identification of an ATAPI device of this channel. */
    public Identify identifyPacket(int unit) {
        return identify(unit, Ata.IDENTIFY_PACKET);
    }

    private Identify identify(int unit, int code) {
        select(unit);
        command(code);
        awaitData();
        Identify identify = Identify.of(take(Identify.SIZE));
        awaitDone();
        return identify;
    }

    /** Read data that the device has ready. */
    byte[] take(int bytes) {
        Batch batch = qtest.batch();
        List<LongSupplier> words = new ArrayList<>();
        for (int i = 0; i < bytes; i += 2) {
            words.add(batch.in(Width.W, PRIMARY_PORTS));
        }
        batch.run();
        ByteBuffer data = ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
        words.forEach(word -> data.putShort((short) word.getAsLong()));
        return data.array();
    }

    /** Write data that the device is waiting for. */
    void give(byte[] bytes, int from, int size) {
        ByteBuffer data = ByteBuffer.wrap(bytes, from, size).order(ByteOrder.LITTLE_ENDIAN);
        Batch batch = qtest.batch();
        while (data.hasRemaining()) {
            batch.out(Width.W, PRIMARY_PORTS, data.getShort());
        }
        batch.run();
    }

    /** Read sectors by PIO, one after the other. */
    public byte[] readPio(long sector, int sectors) {
        command(Ata.READ, sector, sectors);
        ByteBuffer data = ByteBuffer.allocate(sectors * SECTOR);
        for (int i = 0; i < sectors; i++) {
            awaitData();
            data.put(take(SECTOR));
        }
        awaitDone();
        return data.array();
    }

    /** Write sectors by PIO, one after the other. */
    public void writePio(long sector, byte[] data) {
        command(Ata.WRITE, sector, data.length / SECTOR);
        for (int i = 0; i < data.length; i += SECTOR) {
            awaitData();
            give(data, i, SECTOR);
        }
        awaitDone();
    }

    /**
     * Read sectors by DMA.
     *
     * @param piece the size of each piece of memory in bytes, 2 to {@link Prd#MAX}
     */
    public byte[] readDma(long sector, int sectors, int piece) {
        long buffer = memory.alloc((long) sectors * SECTOR);
        busMaster.load(split(buffer, sectors * SECTOR, piece));
        command(Ata.READ_DMA, sector, sectors);
        move(true);
        byte[] data = qtest.bufread(buffer, sectors * SECTOR);
        memory.free(buffer);
        return data;
    }

    /**
     * Write sectors by DMA.
     *
     * @param piece the size of each piece of memory in bytes, 2 to {@link Prd#MAX}
     */
    public void writeDma(long sector, byte[] data, int piece) {
        long buffer = memory.alloc(data.length);
        qtest.bufwrite(buffer, data);
        busMaster.load(split(buffer, data.length, piece));
        command(Ata.WRITE_DMA, sector, data.length / SECTOR);
        move(false);
        memory.free(buffer);
    }

    private static List<Prd> split(long address, int bytes, int piece) {
        List<Prd> table = new ArrayList<>();
        for (int i = 0; i < bytes; i += piece) {
            table.add(new Prd(address + i, Math.min(piece, bytes - i)));
        }
        return table;
    }

    /**
     * Transfer the data of the current command to or from the pieces of memory in the bus master's
     * table.
     */
    void move(boolean toMemory) {
        busMaster.start(toMemory);
        busMaster.await();
        busMaster.status().expect(BusMaster.BITS, BusMaster.INTERRUPT);
        awaitDone();
        busMaster.stop();
    }
}
