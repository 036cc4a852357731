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
 * A channel of PIIX3's IDE controller with its two devices (ATA/ATAPI-6; {@code hw/ide/piix.c},
 * {@code hw/ide/core.c}).
 */
public final class Ide {
    /** The vendor of the controller. */
    public static final int VENDOR = 0x8086;

    /** What the vendor calls the controller. */
    public static final int DEVICE = 0x7010;

    /** The interrupt of the first channel. */
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
        // What is read and what is written is not the same at two of them.
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
     * Drive the first channel, and let the controller reach memory.
     *
     * @param memory for tables and data
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

    /** The function that has the channel. */
    public PciDevice controller() {
        return controller;
    }

    /** The memory for tables and data. */
    GuestAllocator memory() {
        return memory;
    }

    /** What moves data by DMA. */
    public BusMaster busMaster() {
        return busMaster;
    }

    /** The status; to read it lowers the interrupt. */
    public Register status() {
        return status;
    }

    /** What was wrong, if the status tells an error. */
    public Register error() {
        return error;
    }

    /** How many sectors; what it tells after a command is the command's. */
    public Register count() {
        return count;
    }

    /** The lowest 8 bits of the address, or a sector's number. */
    public Register low() {
        return low;
    }

    /** The middle 8 bits of the address, or a cylinder's lower ones. */
    public Register middle() {
        return middle;
    }

    /** The upper 8 bits of the address, or a cylinder's. */
    public Register high() {
        return high;
    }

    /** Which device is meant, and the rest of the address. */
    public Register device() {
        return device;
    }

    /** Choose the device of further commands, 0 or 1. */
    public void select(int unit) {
        device.write(unit == 0 ? 0 : Ata.DEVICE_1);
    }

    /** Give the chosen device a command. */
    public void command(int code) {
        command.write(code);
    }

    /** Give the first device a command for sectors, with an address of 28 bits. */
    public void command(int code, long sector, int sectors) {
        device.write(Ata.LBA | (sector >>> 24 & 0xf));
        count.write(sectors);
        low.write(sector);
        middle.write(sector >>> 8);
        high.write(sector >>> 16);
        command.write(code);
    }

    /** Write the features of the next command. */
    public void features(int value) {
        features.write(value);
    }

    /** Wait until the device is ready and wants no data, and make sure that nothing failed. */
    public void awaitDone() {
        status.await(BUSY, 0);
        status.expect(READY | DATA_REQUEST | FAULT | ERROR, READY);
    }

    /** Wait until the device has failed to do what it was told. */
    public void awaitError() {
        status.await(BUSY, 0);
        status.expect(READY | DATA_REQUEST | FAULT | ERROR, READY | ERROR);
    }

    /** Wait until the device wants to move data. */
    void awaitData() {
        status.await(BUSY, 0);
        status.expect(READY | DATA_REQUEST | FAULT | ERROR, READY | DATA_REQUEST);
    }

    /** Have a device of this channel describe itself. */
    public Identify identify(int unit) {
        return identify(unit, Ata.IDENTIFY);
    }

    /** The same of an ATAPI device. */
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

    /** Take data that the device has ready. */
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

    /** Give data that the device waits for. */
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
     * @param piece bytes of each piece of memory, 2 to {@link Prd#MAX}
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
     * @param piece bytes of each piece of memory, 2 to {@link Prd#MAX}
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

    /** Have the bus master move the data of the command, all that is in its table. */
    void move(boolean toMemory) {
        busMaster.start(toMemory);
        busMaster.await();
        busMaster.status().expect(BusMaster.BITS, BusMaster.INTERRUPT);
        awaitDone();
        busMaster.stop();
    }
}
