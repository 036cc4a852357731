package org.qemu.functional.vfiouser.wire.feature;

import java.nio.ByteBuffer;
import org.qemu.functional.vfiouser.wire.DirtyBitmap;
import org.qemu.functional.vfiouser.wire.MalformedPayloadException;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.PayloadFields;

/**
 * The pages that a device has written.
 *
 * @param address where the range starts for the device
 * @param length the length of the range, in bytes
 * @param pageSize the size of a page in the bitmap, in bytes
 * @param bitmap one bit a page in the reply; empty in a request
 */
public record DmaLoggingReport(long address, long length, long pageSize, ByteBuffer bitmap)
        implements Payload {
    /** The size of the payload without bitmap, in bytes. */
    public static final int SIZE = 24;

    /** Return a request. */
    public static DmaLoggingReport request(long address, long length, long pageSize) {
        return new DmaLoggingReport(address, length, pageSize, ByteBuffer.allocate(0));
    }

    /** Return the pages, of a reply. */
    public DirtyBitmap pages() {
        return new DirtyBitmap(pageSize, bitmap.remaining(), bitmap);
    }

    @Override
    public int size() {
        return SIZE + bitmap.remaining();
    }

    @Override
    public void encode(ByteBuffer out) {
        out.putLong(address).putLong(length).putLong(pageSize).put(bitmap.duplicate());
    }

    /**
     * Read the data of a feature; what follows the fields is the bitmap.
     *
     * @throws MalformedPayloadException if it is too short
     */
    public static DmaLoggingReport decode(ByteBuffer data) {
        ByteBuffer in = PayloadFields.atLeast(data, SIZE, "DMA_LOGGING_REPORT");
        return new DmaLoggingReport(
                in.getLong(), in.getLong(), in.getLong(), PayloadFields.view(in));
    }

    @Override
    public String toString() {
        return "DmaLoggingReport[address=0x%x, length=0x%x, pageSize=0x%x, bitmap=%s]"
                .formatted(address, length, pageSize, PayloadFields.hex(bitmap));
    }
}
