package org.qemu.functional.qtest.qos.ufs;

import java.nio.ByteBuffer;

/** Requests, as information units of the protocol (UFS 4.0, 10.7); they are big-endian. */
final class UfsUnit {
    /** The size of a unit without data, in bytes. */
    static final int SIZE = 32;

    /** The maximum size of a reply: a query with a descriptor. */
    static final int LONGEST = 288;

    private static final int NO_OPERATION = 0x00;
    private static final int COMMAND = 0x01;
    private static final int QUERY = 0x16;
    private static final int WRITES = 0x20;
    private static final int READS = 0x40;
    private static final int LONGEST_DESCRIPTOR = 255;

    private UfsUnit() {}

    static byte[] noOperation() {
        return of(NO_OPERATION, 0, 0).array();
    }

    /**
     * Return a SCSI command.
     *
     * @param size of the data, in bytes
     */
    static byte[] command(int unit, byte[] command, int size, boolean writes) {
        int direction = size == 0 ? 0 : writes ? WRITES : READS;
        return of(COMMAND, direction, unit).putInt(12, size).put(16, command).array();
    }

    static byte[] query(UfsQuery query) {
        return of(QUERY, 0, 0)
                .put(5, (byte) query.function())
                .put(12, (byte) query.opcode())
                .put(13, (byte) query.id())
                .put(14, (byte) query.index())
                .put(15, (byte) query.selector())
                .putShort(18, (short) LONGEST_DESCRIPTOR)
                .putInt(20, query.value())
                .array();
    }

    private static ByteBuffer of(int type, int flags, int unit) {
        return ByteBuffer.allocate(SIZE)
                .put(0, (byte) type)
                .put(1, (byte) flags)
                .put(2, (byte) unit);
    }
}
