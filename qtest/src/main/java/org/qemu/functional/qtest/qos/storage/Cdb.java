package org.qemu.functional.qtest.qos.storage;

import java.nio.ByteBuffer;

/**
 * SCSI commands (SPC-3, MMC-5) in the 12 bytes that the ATAPI command {@code PACKET} requires. All
 * numbers are big-endian.
 */
public final class Cdb {
    /** The size of a command in bytes. */
    public static final int SIZE = 12;

    /** The number of bytes in a sector of a CD-ROM. */
    public static final int CD_SECTOR = 2048;

    /** The number of bytes that {@link #requestSense} requests. */
    public static final int SENSE = 18;

    private static final int TEST_UNIT_READY = 0x00;
    private static final int REQUEST_SENSE = 0x03;
    private static final int READ_CAPACITY = 0x25;
    private static final int READ_10 = 0x28;

    private Cdb() {}

    /** Return a command that checks whether a medium is present. */
    public static byte[] testUnitReady() {
        return command(TEST_UNIT_READY).array();
    }

    /** Return a command for the reason why the last command failed; {@link #SENSE} bytes. */
    public static byte[] requestSense() {
        return command(REQUEST_SENSE).put(4, (byte) SENSE).array();
    }

    /** Return a command for the last sector and the sector size: two numbers of 32 bits. */
    public static byte[] readCapacity() {
        return command(READ_CAPACITY).array();
    }

    /**
     * Return a command to read sectors.
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
