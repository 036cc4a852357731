package org.qemu.functional.qtest.qos.storage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A command for a port of AHCI: what the table of a slot has (AHCI 1.3.1, 4.2.2 and 4.2.3; Serial
 * ATA 3.2, 10.5.5).
 *
 * @param code of ATA, such as {@link Ata#READ_DMA}
 * @param features as ATA has them for the code
 * @param sector the first one
 * @param sectors how many
 * @param address of the data in memory
 * @param bytes how much data; 0 for none
 * @param piece the most that an entry of the table describes, even, at most {@link #MAX_PIECE}
 * @param toDevice whether the data goes to the device
 * @param packet a command of SCSI's kind for {@link Ata#PACKET}; empty for others
 */
public record AhciCommand(
        int code,
        int features,
        long sector,
        int sectors,
        long address,
        int bytes,
        int piece,
        boolean toDevice,
        ByteBuffer packet) {
    /** The most that an entry describes, in bytes. */
    public static final int MAX_PIECE = 4 << 20;

    private static final int HOST_TO_DEVICE = 0x27;
    private static final int IS_COMMAND = 0x80;
    private static final int FRAME = 20;
    private static final int PACKET_AT = 0x40;
    private static final int PIECES_AT = 0x80;
    private static final int PIECE_SIZE = 16;
    private static final int WITH_PACKET = 0x20;
    private static final int TO_DEVICE = 0x40;
    private static final int PACKET_DMA = 1;

    /** A command without data. */
    public static AhciCommand of(int code) {
        return new AhciCommand(code, 0, 0, 0, 0, 0, MAX_PIECE, false, ByteBuffer.allocate(0));
    }

    /**
     * A packet whose data is moved by DMA.
     *
     * @param packet see {@link Cdb}
     */
    public static AhciCommand ofPacket(byte[] packet) {
        return new AhciCommand(
                Ata.PACKET,
                PACKET_DMA,
                0,
                0,
                0,
                0,
                MAX_PIECE,
                false,
                ByteBuffer.wrap(packet.clone()));
    }

    /** The same for some sectors. */
    public AhciCommand at(long first, int count) {
        return new AhciCommand(
                code, features, first, count, address, bytes, piece, toDevice, packet);
    }

    /** The same with data from the device to memory. */
    public AhciCommand into(long memory, int size) {
        return new AhciCommand(code, features, sector, sectors, memory, size, piece, false, packet);
    }

    /** The same with data from memory to the device. */
    public AhciCommand from(long memory, int size) {
        return new AhciCommand(code, features, sector, sectors, memory, size, piece, true, packet);
    }

    /** The same with its data in pieces of at most so many bytes. */
    public AhciCommand inPieces(int size) {
        return new AhciCommand(
                code, features, sector, sectors, address, bytes, size, toDevice, packet);
    }

    /** Whether several such can be under way at once. */
    public boolean isQueued() {
        return code == Ata.READ_QUEUED || code == Ata.WRITE_QUEUED;
    }

    private boolean isWide() {
        return switch (code) {
            case Ata.READ_EXT,
                    Ata.READ_DMA_EXT,
                    Ata.READ_NATIVE_MAX_EXT,
                    Ata.WRITE_EXT,
                    Ata.WRITE_DMA_EXT ->
                    true;
            default -> isQueued();
        };
    }

    private int pieces() {
        return (bytes + piece - 1) / piece;
    }

    /** The first word of the slot's header: the frame's size in words, flags, pieces. */
    int header() {
        return FRAME / 4
                | (packet.hasRemaining() ? WITH_PACKET : 0)
                | (toDevice ? TO_DEVICE : 0)
                | pieces() << 16;
    }

    /** The slot's table: the frame for the device, the packet, the pieces of memory. */
    byte[] table(int slot) {
        ByteBuffer table =
                ByteBuffer.allocate(PIECES_AT + PIECE_SIZE * pieces())
                        .order(ByteOrder.LITTLE_ENDIAN);
        putFrame(table, slot);
        table.put(PACKET_AT, packet, 0, packet.remaining());
        table.position(PIECES_AT);
        for (int at = 0; at < bytes; at += piece) {
            table.putLong(address + at).putInt(0).putInt(Math.min(piece, bytes - at) - 1);
        }
        return table.array();
    }

    private void putFrame(ByteBuffer frame, int slot) {
        // Of queued commands the count is among the features, and the count has the slot.
        int feature = isQueued() ? sectors : features;
        int count = isQueued() ? slot << 3 : sectors;
        int device = isWide() ? 0 : (int) (sector >>> 24) & 0xf;
        frame.put((byte) HOST_TO_DEVICE).put((byte) IS_COMMAND).put((byte) code);
        frame.put((byte) feature);
        frame.put((byte) sector).put((byte) (sector >>> 8)).put((byte) (sector >>> 16));
        frame.put((byte) (Ata.LBA | device));
        long upper = isWide() ? sector >>> 24 : 0;
        frame.put((byte) upper).put((byte) (upper >>> 8)).put((byte) (upper >>> 16));
        frame.put((byte) (feature >>> 8));
        frame.putShort((short) count);
    }
}
