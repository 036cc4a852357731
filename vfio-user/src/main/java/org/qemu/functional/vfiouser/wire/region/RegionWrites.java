package org.qemu.functional.vfiouser.wire.region;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.vfiouser.wire.MalformedPayloadException;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.PayloadFields;

/**
 * Several small writes to regions in one message, as QEMU sends them ({@code VFIOUserWRMulti} in
 * {@code hw/vfio-user/protocol.h}).
 *
 * @param writes at most {@link #MAX}, carried out in this order
 */
public record RegionWrites(List<RegionWrite> writes) implements Payload {
    /** The size of the payload without writes, in bytes. */
    public static final int SIZE = 8;

    /** The largest number of writes in a message. */
    public static final int MAX = 200;

    public RegionWrites {
        writes = List.copyOf(writes);
    }

    @Override
    public int size() {
        return SIZE + RegionWrite.SIZE * writes.size();
    }

    @Override
    public void encode(ByteBuffer out) {
        out.putLong(writes.size());
        writes.forEach(write -> write.encode(out));
    }

    /**
     * Read a request.
     *
     * @throws MalformedPayloadException if it is too short, or has more than {@link #MAX} writes
     */
    public static RegionWrites decode(ByteBuffer payload) {
        ByteBuffer in = PayloadFields.atLeast(payload, SIZE, "REGION_WRITE_MULTI");
        long count = in.getLong();
        if (count < 0 || count > MAX || count * RegionWrite.SIZE > in.remaining()) {
            throw new MalformedPayloadException(
                    "the payload of 'REGION_WRITE_MULTI' announces %s writes in %d bytes; the limit is %d"
                            .formatted(Long.toUnsignedString(count), in.remaining(), MAX));
        }
        List<RegionWrite> writes = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            writes.add(RegionWrite.decode(in));
        }
        return new RegionWrites(writes);
    }
}
