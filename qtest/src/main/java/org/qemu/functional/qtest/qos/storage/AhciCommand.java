package org.qemu.functional.qtest.qos.storage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * A command for a port of an AHCI controller, with the contents of its command table (AHCI 1.3.1,
 * 4.2.2 and 4.2.3; Serial ATA 3.2, 10.5.5).
 *
 * @param code the ATA command code, such as {@link Ata#READ_DMA}
 * @param features the ATA features register for the command
 * @param sector the first sector
 * @param sectors the number of sectors
 * @param address the address of the data in memory
 * @param bytes the size of the data; 0 for none
 * @param piece the maximum number of bytes that one entry of the table describes: even, at most
 *     {@link #MAX_PIECE}
 * @param toDevice whether the data is sent to the device
 * @param packet a SCSI command for {@link Ata#PACKET}; empty for other commands
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
    /** The maximum number of bytes that one entry describes. */
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

    /** Return a command without data. */
    public static AhciCommand of(int code) {
        return new AhciCommand(code, 0, 0, 0, 0, 0, MAX_PIECE, false, ByteBuffer.allocate(0));
    }

    /**
     * Return a packet command whose data is transferred by DMA.
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

    /** Return this command for a range of sectors. */
    public AhciCommand at(long first, int count) {
        return new AhciCommand(
                code, features, first, count, address, bytes, piece, toDevice, packet);
    }

    /** Return this command with data from the device to memory. */
    public AhciCommand into(long memory, int size) {
        return new AhciCommand(code, features, sector, sectors, memory, size, piece, false, packet);
    }

    /** Return this command with data from memory to the device. */
    public AhciCommand from(long memory, int size) {
        return new AhciCommand(code, features, sector, sectors, memory, size, piece, true, packet);
    }

    /** Return this command with its data in pieces of at most the given number of bytes. */
    public AhciCommand inPieces(int size) {
        return new AhciCommand(
                code, features, sector, sectors, address, bytes, size, toDevice, packet);
    }

    /** Return whether the device can execute several commands of this kind at the same time. */
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

    /**
     * Return the first word of the command header: the size of the frame in words, flags, number of
     * pieces.
     */
    int header() {
        return FRAME / 4
                | (packet.hasRemaining() ? WITH_PACKET : 0)
                | (toDevice ? TO_DEVICE : 0)
                | pieces() << 16;
    }

    /** Return the command table: the frame for the device, the packet, the pieces of memory. */
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
        // A queued command has the sector count in the features, and its slot in the count.
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
