package org.qemu.functional.vfiouser.wire;

import java.nio.ByteBuffer;

/**
 * Reads or writes the client's memory; the server sends it.
 *
 * @param address where in the device's view of memory
 * @param count the number of bytes
 * @param data the bytes, in a write and in the reply to a read; otherwise empty
 */
public record DmaAccess(long address, long count, ByteBuffer data) implements Payload {
    /** The size of the payload without data, in bytes. */
    public static final int SIZE = 16;

    /** Return a request to read, or the reply to a write. */
    public static DmaAccess of(long address, long count) {
        return new DmaAccess(address, count, ByteBuffer.allocate(0));
    }

    /** Return a request to write, or the reply to a read. */
    public static DmaAccess of(long address, ByteBuffer data) {
        return new DmaAccess(address, data.remaining(), data);
    }

    @Override
    public int size() {
        return SIZE + data.remaining();
    }

    @Override
    public void encode(ByteBuffer out) {
        out.putLong(address).putLong(count).put(data.duplicate());
    }

    /**
     * Read a request or a reply; what follows the fields is the data.
     *
     * @throws MalformedPayloadException if it is too short
     */
    public static DmaAccess decode(ByteBuffer payload) {
        ByteBuffer in = PayloadFields.atLeast(payload, SIZE, "DMA access");
        return new DmaAccess(in.getLong(), in.getLong(), PayloadFields.view(in));
    }

    @Override
    public String toString() {
        return "DmaAccess[address=0x%x, count=%s, data=%s]"
                .formatted(address, Long.toUnsignedString(count), PayloadFields.hex(data));
    }
}
