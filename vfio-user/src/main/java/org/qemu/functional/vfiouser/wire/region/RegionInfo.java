package org.qemu.functional.vfiouser.wire.region;

import java.nio.ByteBuffer;
import java.util.List;
import org.qemu.functional.vfiouser.wire.MalformedPayloadException;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.PayloadFields;

/**
 * What a region of a device is.
 *
 * @param argsz the bytes that the client has room for; in a reply, the bytes that all takes
 * @param flags {@link #READ}, {@link #WRITE}, {@link #MMAP}, {@link #CAPS}
 * @param index the number of the region, see {@link PciRegion}
 * @param capOffset where the first capability starts in the payload; 0 if there is none
 * @param length the size of the region, in bytes; 0 if the device does not have it
 * @param offset where the region starts in the file that comes as a descriptor, in bytes
 * @param areas the parts that can be mapped, from the capability; empty if all or none can be
 */
public record RegionInfo(
        long argsz,
        int flags,
        long index,
        long capOffset,
        long length,
        long offset,
        List<MmapArea> areas)
        implements Payload {
    /** The size of the payload without capabilities, in bytes. */
    public static final int SIZE = 32;

    /** The region can be read. */
    public static final int READ = 1;

    /** The region can be written. */
    public static final int WRITE = 2;

    /** The region can be mapped, at least in parts. */
    public static final int MMAP = 4;

    /** Capabilities follow. */
    public static final int CAPS = 8;

    public RegionInfo {
        PayloadFields.checkU32("argsz", argsz);
        PayloadFields.checkU32("index", index);
        PayloadFields.checkU32("capOffset", capOffset);
        areas = List.copyOf(areas);
    }

    /** Return a request. */
    public static RegionInfo request(long argsz, long index) {
        return new RegionInfo(argsz, 0, index, 0, 0, 0, List.of());
    }

    /**
     * Return the reply to a client that has room for some bytes: the areas are left out, as is
     * {@link #CAPS}, if it has too little. {@code argsz} is what all takes in both cases.
     *
     * @param room the {@code argsz} of the request
     * @param flags without {@link #CAPS}
     */
    public static RegionInfo reply(
            long room, int flags, long index, long length, long offset, List<MmapArea> areas) {
        int needed = SIZE + SparseMmap.sizeOf(areas);
        if (areas.isEmpty() || room < needed) {
            return new RegionInfo(needed, flags, index, 0, length, offset, List.of());
        }
        return new RegionInfo(needed, flags | CAPS, index, SIZE, length, offset, areas);
    }

    @Override
    public int size() {
        return SIZE + SparseMmap.sizeOf(areas);
    }

    @Override
    public void encode(ByteBuffer out) {
        out.putInt((int) argsz).putInt(flags).putInt((int) index).putInt((int) capOffset);
        out.putLong(length).putLong(offset);
        SparseMmap.encode(areas, out);
    }

    /**
     * Read a request or a reply.
     *
     * @throws MalformedPayloadException if it is too short, {@code argsz} is, or the chain of
     *     capabilities leaves the payload or has a loop
     */
    public static RegionInfo decode(ByteBuffer payload) {
        ByteBuffer in = PayloadFields.atLeast(payload, SIZE, "DEVICE_GET_REGION_INFO");
        long argsz = PayloadFields.argsz(PayloadFields.u32(in), SIZE, "DEVICE_GET_REGION_INFO");
        int flags = in.getInt();
        long index = PayloadFields.u32(in);
        long capOffset = PayloadFields.u32(in);
        List<MmapArea> areas =
                (flags & CAPS) == 0
                        ? List.of()
                        : SparseMmap.find(PayloadFields.view(payload), capOffset);
        return new RegionInfo(argsz, flags, index, capOffset, in.getLong(), in.getLong(), areas);
    }

    @Override
    public String toString() {
        return "RegionInfo[argsz=%d, flags=0x%x, index=%d, capOffset=%d, length=0x%x, offset=0x%x, areas=%s]"
                .formatted(argsz, flags, index, capOffset, length, offset, areas);
    }
}
