package org.qemu.functional.vfiouser.wire;

import java.nio.ByteBuffer;

/** What follows the header in a message. */
public interface Payload {
    /** The payload of a message that consists of its header alone. */
    Payload EMPTY = of(ByteBuffer.allocate(0));

    /** Return the size when encoded, in bytes. */
    int size();

    /**
     * Write this payload at the position of a buffer, and advance the position by {@link #size}.
     *
     * @param out a little-endian buffer with at least {@link #size} bytes left
     */
    void encode(ByteBuffer out);

    /** Return this payload in a new little-endian buffer, from position 0 to its limit. */
    default ByteBuffer toBuffer() {
        ByteBuffer out = PayloadFields.allocate(size());
        encode(out);
        return out.flip();
    }

    /**
     * Return a payload of these bytes, whatever they are; the buffer's position does not change.
     */
    static Payload of(ByteBuffer bytes) {
        return new RawPayload(bytes);
    }

    /** Return a payload of these bytes, whatever they are. */
    static Payload of(byte[] bytes) {
        return of(ByteBuffer.wrap(bytes));
    }
}
