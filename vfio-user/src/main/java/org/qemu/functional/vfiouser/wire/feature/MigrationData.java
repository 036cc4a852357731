package org.qemu.functional.vfiouser.wire.feature;

import java.nio.ByteBuffer;
import org.qemu.functional.vfiouser.wire.MalformedPayloadException;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.PayloadFields;

/**
 * Reads or writes a part of the state of a device that migrates.
 *
 * @param argsz the size of these fields with the data; when reading, the room for the reply
 * @param count the number of bytes to read, or of the data
 * @param data the bytes, in a write and in the reply to a read; otherwise empty
 */
public record MigrationData(long argsz, long count, ByteBuffer data) implements Payload {
    /** The size of the payload without data, in bytes. */
    public static final int SIZE = 8;

    public MigrationData {
        PayloadFields.checkU32("argsz", argsz);
        PayloadFields.checkU32("count", count);
    }

    /** Return a request to read. */
    public static MigrationData read(long count) {
        return new MigrationData(SIZE + count, count, ByteBuffer.allocate(0));
    }

    /** Return a request to write, or the reply to a read. */
    public static MigrationData of(ByteBuffer data) {
        return new MigrationData((long) SIZE + data.remaining(), data.remaining(), data);
    }

    @Override
    public int size() {
        return SIZE + data.remaining();
    }

    @Override
    public void encode(ByteBuffer out) {
        out.putInt((int) argsz).putInt((int) count).put(data.duplicate());
    }

    /**
     * Read a request or a reply; what follows the fields is the data.
     *
     * @throws MalformedPayloadException if it is too short, or {@code argsz} is
     */
    public static MigrationData decode(ByteBuffer payload) {
        ByteBuffer in = PayloadFields.atLeast(payload, SIZE, "migration data");
        return new MigrationData(
                PayloadFields.argsz(PayloadFields.u32(in), SIZE, "migration data"),
                PayloadFields.u32(in),
                PayloadFields.view(in));
    }

    @Override
    public String toString() {
        return "MigrationData[argsz=%d, count=%d, data=%s]"
                .formatted(argsz, count, PayloadFields.hex(data));
    }
}
