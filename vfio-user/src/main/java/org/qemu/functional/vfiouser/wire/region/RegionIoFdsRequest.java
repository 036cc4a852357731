package org.qemu.functional.vfiouser.wire.region;

import java.nio.ByteBuffer;
import org.qemu.functional.vfiouser.wire.MalformedPayloadException;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.PayloadFields;

/**
 * Asks for the descriptors by which parts of a region can be written without a message.
 *
 * @param argsz the bytes that the client has room for in the reply
 * @param flags 0
 * @param index the number of the region
 * @param count 0
 */
public record RegionIoFdsRequest(long argsz, int flags, long index, long count) implements Payload {
    /** The size of the payload, in bytes. */
    public static final int SIZE = 16;

    public RegionIoFdsRequest {
        PayloadFields.checkU32("argsz", argsz);
        PayloadFields.checkU32("index", index);
        PayloadFields.checkU32("count", count);
    }

    @Override
    public int size() {
        return SIZE;
    }

    @Override
    public void encode(ByteBuffer out) {
        out.putInt((int) argsz).putInt(flags).putInt((int) index).putInt((int) count);
    }

    /**
     * Read a request.
     *
     * @throws MalformedPayloadException if it is too short, or {@code argsz} is
     */
    public static RegionIoFdsRequest decode(ByteBuffer payload) {
        ByteBuffer in = PayloadFields.atLeast(payload, SIZE, "DEVICE_GET_REGION_IO_FDS");
        return new RegionIoFdsRequest(
                PayloadFields.argsz(PayloadFields.u32(in), SIZE, "DEVICE_GET_REGION_IO_FDS"),
                in.getInt(),
                PayloadFields.u32(in),
                PayloadFields.u32(in));
    }
}
