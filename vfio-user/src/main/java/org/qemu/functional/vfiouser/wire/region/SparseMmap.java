package org.qemu.functional.vfiouser.wire.region;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.qemu.functional.vfiouser.wire.MalformedPayloadException;
import org.qemu.functional.vfiouser.wire.PayloadFields;

/**
 * The capability of a region that lists the parts that can be mapped; see {@code
 * vfio_region_info_cap_sparse_mmap} in {@code linux/vfio.h}.
 */
final class SparseMmap {
    /** The size of the capability without areas, in bytes. */
    static final int SIZE = 16;

    private static final int ID = 1;
    private static final int VERSION = 1;

    /** The size of what each capability starts with: id, version, offset of the next one. */
    private static final int HEADER = 8;

    private SparseMmap() {}

    /** Return the bytes that the capability takes; 0 without areas. */
    static int sizeOf(List<MmapArea> areas) {
        return areas.isEmpty() ? 0 : SIZE + MmapArea.SIZE * areas.size();
    }

    static void encode(List<MmapArea> areas, ByteBuffer out) {
        if (areas.isEmpty()) {
            return;
        }
        out.putShort((short) ID).putShort((short) VERSION).putInt(0);
        out.putInt(areas.size()).putInt(0);
        areas.forEach(area -> area.encode(out));
    }

    /** Return the areas of this capability in a chain; none if the chain does not have it. */
    static List<MmapArea> find(ByteBuffer payload, long first) {
        long offset = first;
        for (long last = RegionInfo.SIZE - 1; offset != 0; ) {
            if (offset <= last || offset > payload.limit() - HEADER) {
                throw new MalformedPayloadException(
                        "a capability of the region is at offset %d after %d in %d bytes"
                                .formatted(offset, last, payload.limit()));
            }
            last = offset;
            ByteBuffer in = payload.duplicate().order(payload.order()).position((int) offset);
            int id = PayloadFields.u16(in);
            in.getShort();
            offset = PayloadFields.u32(in);
            if (id == ID) {
                return areas(in);
            }
        }
        return List.of();
    }

    private static List<MmapArea> areas(ByteBuffer in) {
        long count = in.remaining() < SIZE - HEADER ? -1 : PayloadFields.u32(in);
        if (count < 0 || count * MmapArea.SIZE > in.position(in.position() + 4).remaining()) {
            throw new MalformedPayloadException(
                    "the capability with the areas to map says that it has %d, which do not fit"
                            .formatted(count));
        }
        List<MmapArea> areas = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            areas.add(MmapArea.decode(in));
        }
        return areas;
    }
}
