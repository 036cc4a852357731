package org.qemu.functional.vfiouser.wire;

import java.nio.ByteBuffer;

/**
 * The pages of a range that were written, one bit a page.
 *
 * @param pageSize the size of a page, in bytes
 * @param length the length of the bitmap, in bytes; a multiple of 8
 * @param bits the bitmap; empty in a request
 */
public record DirtyBitmap(long pageSize, long length, ByteBuffer bits) implements Payload {
    /** The size of the payload without the bitmap, in bytes. */
    public static final int SIZE = 16;

    private static final int BITS_PER_WORD = 64;

    /** Return the part of a request that asks for a bitmap. */
    public static DirtyBitmap request(long pageSize, long length) {
        return new DirtyBitmap(pageSize, length, ByteBuffer.allocate(0));
    }

    /**
     * Return the size of the bitmap of a range, in bytes: one bit a page, in words of 64 bits.
     *
     * @param length the length of the range, in bytes, positive
     * @param pageSize the size of a page, in bytes, positive
     */
    public static long bytesFor(long length, long pageSize) {
        long pages = (length - 1) / pageSize + 1;
        return ((pages - 1) / BITS_PER_WORD + 1) * Long.BYTES;
    }

    /** Tell whether a page of the range was written. */
    public boolean isDirty(int page) {
        int at = bits.position() + page / Byte.SIZE;
        return (bits.get(at) & 1 << page % Byte.SIZE) != 0;
    }

    @Override
    public int size() {
        return SIZE + bits.remaining();
    }

    @Override
    public void encode(ByteBuffer out) {
        out.putLong(pageSize).putLong(length).put(bits.duplicate());
    }

    /**
     * Read a bitmap; what follows its two fields is the bitmap.
     *
     * @throws MalformedPayloadException if it is too short
     */
    public static DirtyBitmap decode(ByteBuffer payload) {
        ByteBuffer in = PayloadFields.atLeast(payload, SIZE, "bitmap");
        return new DirtyBitmap(in.getLong(), in.getLong(), PayloadFields.view(in));
    }

    @Override
    public String toString() {
        return "DirtyBitmap[pageSize=0x%x, length=%d, bits=%s]"
                .formatted(pageSize, length, PayloadFields.hex(bits));
    }
}
