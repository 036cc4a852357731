package org.qemu.functional.qtest.qos.storage;

import java.nio.ByteBuffer;

/**
 * Commands of SCSI (SPC-3, MMC-5) in the 12 bytes that ATAPI's {@code PACKET} wants; numbers in
 * them are big-endian.
 */
public final class Cdb {
    /** The bytes of a command. */
    public static final int SIZE = 12;

    /** The bytes of a CD-ROM's sector. */
    public static final int CD_SECTOR = 2048;

    /** How much {@link #requestSense} asks for, in bytes. */
    public static final int SENSE = 18;

    private static final int TEST_UNIT_READY = 0x00;
    private static final int REQUEST_SENSE = 0x03;
    private static final int READ_CAPACITY = 0x25;
    private static final int READ_10 = 0x28;

    private Cdb() {}

    /** Ask whether a medium is there. */
    public static byte[] testUnitReady() {
        return command(TEST_UNIT_READY).array();
    }

    /** Ask why the last command failed; {@link #SENSE} bytes. */
    public static byte[] requestSense() {
        return command(REQUEST_SENSE).put(4, (byte) SENSE).array();
    }

    /** Ask for the last sector and the size of sectors; two numbers of 32 bits. */
    public static byte[] readCapacity() {
        return command(READ_CAPACITY).array();
    }

    /**
     * Read sectors.
     *
     * @param count 0 to 65535
     */
    public static byte[] read(long sector, int count) {
        return command(READ_10).putInt(2, (int) sector).putShort(7, (short) count).array();
    }

    private static ByteBuffer command(int code) {
        return ByteBuffer.allocate(SIZE).put(0, (byte) code);
    }
}
