package org.qemu.functional.qtest.qos.scsi;

import java.nio.ByteBuffer;

/** Command descriptor blocks (SPC-4, SBC-3); SCSI is big-endian everywhere. */
public final class ScsiCommand {
    /** A status: done. */
    public static final int GOOD = 0x00;

    /** A status: {@link ScsiSense} tells what is the matter. */
    public static final int CHECK_CONDITION = 0x02;

    private static final int TEST_UNIT_READY = 0x00;
    private static final int INQUIRY = 0x12;
    private static final int READ_CAPACITY_10 = 0x25;
    private static final int READ_10 = 0x28;
    private static final int WRITE_10 = 0x2a;
    private static final int REPORT_LUNS = 0xa0;

    private ScsiCommand() {}

    /** Ask whether there is something to work with. */
    public static byte[] testUnitReady() {
        return of(TEST_UNIT_READY, 6).array();
    }

    /**
     * Ask what the device is.
     *
     * @param room for the answer, in bytes
     */
    public static byte[] inquiry(int room) {
        return of(INQUIRY, 6).putShort(3, (short) room).array();
    }

    /** Ask for a page of vital product data, such as 0x80, the serial number. */
    public static byte[] inquiryPage(int page, int room) {
        return of(INQUIRY, 6)
                .put(1, (byte) 1)
                .put(2, (byte) page)
                .putShort(3, (short) room)
                .array();
    }

    /** Ask a target which units it has. */
    public static byte[] reportLuns(int room) {
        return of(REPORT_LUNS, 12).putInt(6, room).array();
    }

    /** Ask for the last block and the size of blocks, 8 bytes. */
    public static byte[] readCapacity10() {
        return of(READ_CAPACITY_10, 10).array();
    }

    /** Read blocks. */
    public static byte[] read10(int block, int count) {
        return of(READ_10, 10).putInt(2, block).putShort(7, (short) count).array();
    }

    /** Write blocks. */
    public static byte[] write10(int block, int count) {
        return of(WRITE_10, 10).putInt(2, block).putShort(7, (short) count).array();
    }

    private static ByteBuffer of(int operation, int size) {
        return ByteBuffer.allocate(size).put(0, (byte) operation);
    }
}
