package org.qemu.functional.qtest.qos.virtio.driver;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** What follows the head of a request of 9P, field by field; 9P is little-endian everywhere. */
public final class P9Message {
    private final ByteBuffer bytes;

    private P9Message(int room) {
        bytes = ByteBuffer.allocate(room).order(LITTLE_ENDIAN);
    }

    /** Begin an empty one with little room. */
    public static P9Message of() {
        return of(1024);
    }

    /**
     * Begin an empty one.
     *
     * @param room for so many bytes
     */
    public static P9Message of(int room) {
        return new P9Message(room);
    }

    /** Add 16 bits. */
    public P9Message u16(int value) {
        bytes.putShort((short) value);
        return this;
    }

    /** Add 32 bits. */
    public P9Message u32(long value) {
        bytes.putInt((int) value);
        return this;
    }

    /** Add 64 bits. */
    public P9Message u64(long value) {
        bytes.putLong(value);
        return this;
    }

    /** Add a string, with its length in front. */
    public P9Message string(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        u16(encoded.length);
        return raw(encoded);
    }

    /** Add bytes as they are. */
    public P9Message raw(byte[] more) {
        bytes.put(more);
        return this;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
