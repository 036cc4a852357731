package org.qemu.functional.vfiouser.wire.region;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.vfiouser.wire.MalformedPayloadException;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.PayloadFields;

/**
 * The descriptors by which parts of a region can be written without a message.
 *
 * @param argsz the bytes that all parts take
 * @param flags 0
 * @param index the number of the region
 * @param count the number of parts that the region has
 * @param subRegions the parts; empty if the client has no room for all
 */
public record RegionIoFdsReply(
        long argsz, int flags, long index, long count, List<IoSubRegion> subRegions)
        implements Payload {
    /** The size of the payload without parts, in bytes. */
    public static final int SIZE = 16;

    public RegionIoFdsReply {
        PayloadFields.checkU32("argsz", argsz);
        PayloadFields.checkU32("index", index);
        PayloadFields.checkU32("count", count);
        subRegions = List.copyOf(subRegions);
    }

    /**
     * Return the reply to a client that has room for some bytes: the parts are left out if it has
     * too little. {@code argsz} is what all take in both cases.
     */
    public static RegionIoFdsReply of(long room, long index, List<IoSubRegion> subRegions) {
        long needed = SIZE + (long) IoSubRegion.SIZE * subRegions.size();
        return new RegionIoFdsReply(
                needed, 0, index, subRegions.size(), room < needed ? List.of() : subRegions);
    }

    @Override
    public int size() {
        return SIZE + IoSubRegion.SIZE * subRegions.size();
    }

    @Override
    public void encode(ByteBuffer out) {
        out.putInt((int) argsz).putInt(flags).putInt((int) index).putInt((int) count);
        subRegions.forEach(subRegion -> subRegion.encode(out));
    }

    /**
     * Read a reply.
     *
     * @throws MalformedPayloadException if it is too short, or has a part of an unknown type
     */
    public static RegionIoFdsReply decode(ByteBuffer payload) {
        ByteBuffer in = PayloadFields.atLeast(payload, SIZE, "DEVICE_GET_REGION_IO_FDS");
        long argsz = PayloadFields.argsz(PayloadFields.u32(in), SIZE, "DEVICE_GET_REGION_IO_FDS");
        int flags = in.getInt();
        long index = PayloadFields.u32(in);
        long count = PayloadFields.u32(in);
        List<IoSubRegion> subRegions = new ArrayList<>();
        while (in.hasRemaining()) {
            subRegions.add(IoSubRegion.decode(in));
        }
        return new RegionIoFdsReply(argsz, flags, index, count, subRegions);
    }
}
