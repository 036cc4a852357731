package org.qemu.functional.vfiouser.wire.region;

import java.nio.ByteBuffer;
import org.qemu.functional.vfiouser.wire.MalformedPayloadException;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.PayloadFields;

/**
 * Reads or writes a region.
 *
 * @param offset where in the region, in bytes
 * @param region the number of the region
 * @param count the number of bytes
 * @param data the bytes, in a write and in the reply to a read; otherwise empty
 */
public record RegionAccess(long offset, long region, long count, ByteBuffer data)
        implements Payload {
    /** The size of the payload without data, in bytes. */
    public static final int SIZE = 16;

    public RegionAccess {
        PayloadFields.checkU32("region", region);
        PayloadFields.checkU32("count", count);
    }

    /** Return a request to read, or the reply to a write. */
    public static RegionAccess of(long region, long offset, long count) {
        return new RegionAccess(offset, region, count, ByteBuffer.allocate(0));
    }

    /** Return a request to write, or the reply to a read. */
    public static RegionAccess of(long region, long offset, ByteBuffer data) {
        return new RegionAccess(offset, region, data.remaining(), data);
    }

    @Override
    public int size() {
        return SIZE + data.remaining();
    }

    @Override
    public void encode(ByteBuffer out) {
        out.putLong(offset).putInt((int) region).putInt((int) count).put(data.duplicate());
    }

    /**
     * Read a request or a reply; what follows the fields is the data.
     *
     * @throws MalformedPayloadException if it is too short
     */
    public static RegionAccess decode(ByteBuffer payload) {
        ByteBuffer in = PayloadFields.atLeast(payload, SIZE, "region access");
        return new RegionAccess(
                in.getLong(), PayloadFields.u32(in), PayloadFields.u32(in), PayloadFields.view(in));
    }

    @Override
    public String toString() {
        return "RegionAccess[offset=0x%x, region=%d, count=%d, data=%s]"
                .formatted(offset, region, count, PayloadFields.hex(data));
    }
}
