package org.qemu.functional.qtest.qos.scsi;

import java.nio.ByteBuffer;

/** Command descriptor blocks (SPC-4, SBC-3); SCSI is big-endian everywhere. */
public final class ScsiCommand {
    /** Status: the command has succeeded. */
    public static final int GOOD = 0x00;

    /** Status: {@link ScsiSense} describes the error. */
    public static final int CHECK_CONDITION = 0x02;

    private static final int TEST_UNIT_READY = 0x00;
    private static final int INQUIRY = 0x12;
    private static final int READ_CAPACITY_10 = 0x25;
    private static final int READ_10 = 0x28;
    private static final int WRITE_10 = 0x2a;
    private static final int REPORT_LUNS = 0xa0;

    private ScsiCommand() {}

    /** Return a command that checks whether the unit is ready. */
    public static byte[] testUnitReady() {
        return of(TEST_UNIT_READY, 6).array();
    }

    /**
     * Return a command that inquires about the device.
     *
     * @param maxLength the maximum length of the response, in bytes
     */
    public static byte[] inquiry(int maxLength) {
        return of(INQUIRY, 6).putShort(3, (short) maxLength).array();
    }

    /** Return a command for a page of vital product data, such as 0x80, the serial number. */
    public static byte[] inquiryPage(int page, int maxLength) {
        return of(INQUIRY, 6)
                .put(1, (byte) 1)
                .put(2, (byte) page)
                .putShort(3, (short) maxLength)
                .array();
    }

    /** Return a command for the list of a target's units. */
    public static byte[] reportLuns(int maxLength) {
        return of(REPORT_LUNS, 12).putInt(6, maxLength).array();
    }

    /** Return a command for the last block and the block size, 8 bytes. */
    public static byte[] readCapacity10() {
        return of(READ_CAPACITY_10, 10).array();
    }

    /** Return a command to read blocks. */
    public static byte[] read10(int block, int count) {
        return of(READ_10, 10).putInt(2, block).putShort(7, (short) count).array();
    }

    /** Return a command to write blocks. */
    public static byte[] write10(int block, int count) {
        return of(WRITE_10, 10).putInt(2, block).putShort(7, (short) count).array();
    }

    private static ByteBuffer of(int operation, int size) {
        return ByteBuffer.allocate(size).put(0, (byte) operation);
    }
}
