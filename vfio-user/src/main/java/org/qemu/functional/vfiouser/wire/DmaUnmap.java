package org.qemu.functional.vfiouser.wire;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Removes a range of the client's memory from what the device may access.
 *
 * @param argsz the size of these fields, 24 or more; with a bitmap, room for it too
 * @param flags {@link #GET_DIRTY_BITMAP}, {@link #ALL}
 * @param address where the range starts for the device
 * @param length the length of the range, in bytes
 * @param bitmap the bitmap that the client asks for, or that the reply has; only with {@link
 *     #GET_DIRTY_BITMAP}
 */
public record DmaUnmap(
        long argsz, int flags, long address, long length, @Nullable DirtyBitmap bitmap)
        implements Payload {
    /** The size of the payload without a bitmap, in bytes. */
    public static final int SIZE = 24;

    /** The flag that asks which pages of the range the device wrote. */
    public static final int GET_DIRTY_BITMAP = 1;

    /** The flag that removes all ranges. */
    public static final int ALL = 2;

    public DmaUnmap {
        PayloadFields.checkU32("argsz", argsz);
    }

    /** Return a request to remove one range. */
    public static DmaUnmap of(long address, long length) {
        return new DmaUnmap(SIZE, 0, address, length, null);
    }

    /** Return a request to remove all ranges. */
    public static DmaUnmap all() {
        return new DmaUnmap(SIZE, ALL, 0, 0, null);
    }

    /**
     * Return a request to remove one range and report its dirty pages.
     *
     * @param pageSize the size of a page in the bitmap, in bytes
     */
    public static DmaUnmap withBitmap(long address, long length, long pageSize) {
        long bits = DirtyBitmap.bytesFor(length, pageSize);
        return new DmaUnmap(
                SIZE + DirtyBitmap.SIZE + bits,
                GET_DIRTY_BITMAP,
                address,
                length,
                DirtyBitmap.request(pageSize, bits));
    }

    @Override
    public int size() {
        return SIZE + (bitmap == null ? 0 : bitmap.size());
    }

    @Override
    public void encode(ByteBuffer out) {
        out.putInt((int) argsz).putInt(flags).putLong(address).putLong(length);
        if (bitmap != null) {
            bitmap.encode(out);
        }
    }

    /**
     * Read a request or a reply.
     *
     * @throws MalformedPayloadException if it is too short, or {@code argsz} is
     */
    public static DmaUnmap decode(ByteBuffer payload) {
        ByteBuffer in = PayloadFields.atLeast(payload, SIZE, "DMA_UNMAP");
        long argsz = PayloadFields.argsz(PayloadFields.u32(in), SIZE, "DMA_UNMAP");
        int flags = in.getInt();
        long address = in.getLong();
        long length = in.getLong();
        boolean hasBitmap = (flags & GET_DIRTY_BITMAP) != 0;
        return new DmaUnmap(
                argsz, flags, address, length, hasBitmap ? DirtyBitmap.decode(in) : null);
    }

    @Override
    public String toString() {
        return "DmaUnmap[argsz=%d, flags=0x%x, address=0x%x, length=0x%x, bitmap=%s]"
                .formatted(argsz, flags, address, length, bitmap);
    }
}
