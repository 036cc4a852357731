package org.qemu.functional.vfiouser.wire.region;

import java.nio.ByteBuffer;
import org.qemu.functional.vfiouser.wire.MalformedPayloadException;
import org.qemu.functional.vfiouser.wire.PayloadFields;

/**
 * One of several small writes to regions.
 *
 * @param region the number of the region
 * @param offset where in the region, in bytes
 * @param count the number of bytes, from 1 to 8
 * @param data the bytes, the first one in the lowest eight bits
 */
public record RegionWrite(long region, long offset, int count, long data) {
    /** The size of a write in a message, in bytes. */
    public static final int SIZE = 24;

    public RegionWrite {
        PayloadFields.checkU32("region", region);
        if (count < 1 || count > Long.BYTES) {
            throw new IllegalArgumentException(
                    "one of several writes has %d bytes; 1 to 8 are possible".formatted(count));
        }
    }

    /** Return the bytes that are written. */
    public ByteBuffer bytes() {
        return PayloadFields.allocate(Long.BYTES).putLong(0, data).limit(count);
    }

    void encode(ByteBuffer out) {
        out.putLong(offset).putInt((int) region).putInt(count).putLong(data);
    }

    static RegionWrite decode(ByteBuffer in) {
        long offset = in.getLong();
        long region = PayloadFields.u32(in);
        int count = in.getInt();
        if (count < 1 || count > Long.BYTES) {
            throw new MalformedPayloadException(
                    "one of several writes to region %d has %s bytes; 1 to 8 are possible"
                            .formatted(region, Integer.toUnsignedString(count)));
        }
        return new RegionWrite(region, offset, count, in.getLong());
    }
}
