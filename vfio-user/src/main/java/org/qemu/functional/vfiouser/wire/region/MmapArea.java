package org.qemu.functional.vfiouser.wire.region;

import java.nio.ByteBuffer;

/**
 * A part of a region that the client may map.
 *
 * @param offset where it starts in the region, in bytes
 * @param length its length, in bytes
 */
public record MmapArea(long offset, long length) {
    /** The size of an area in a capability, in bytes. */
    static final int SIZE = 16;

    void encode(ByteBuffer out) {
        out.putLong(offset).putLong(length);
    }

    static MmapArea decode(ByteBuffer in) {
        return new MmapArea(in.getLong(), in.getLong());
    }
}
