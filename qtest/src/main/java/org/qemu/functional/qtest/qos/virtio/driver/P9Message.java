package org.qemu.functional.qtest.qos.virtio.driver;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The part of a 9P request that follows its header, built field by field; 9P is little-endian
 * everywhere.
 */
public final class P9Message {
    private final ByteBuffer bytes;

    private P9Message(int capacity) {
        bytes = ByteBuffer.allocate(capacity).order(LITTLE_ENDIAN);
    }

    /** Return an empty message with a small capacity. */
    public static P9Message of() {
        return of(1024);
    }

    /**
     * Return an empty message.
     *
     * @param capacity the capacity in bytes
     */
    public static P9Message of(int capacity) {
        return new P9Message(capacity);
    }

    /** Append 16 bits. */
    public P9Message u16(int value) {
        bytes.putShort((short) value);
        return this;
    }

    /** Append 32 bits. */
    public P9Message u32(long value) {
        bytes.putInt((int) value);
        return this;
    }

    /** Append 64 bits. */
    public P9Message u64(long value) {
        bytes.putLong(value);
        return this;
    }

    /** Append a string, preceded by its length. */
    public P9Message string(String text) {
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        u16(encoded.length);
        return raw(encoded);
    }

    /** Append bytes unchanged. */
    public P9Message raw(byte[] more) {
        bytes.put(more);
        return this;
    }

    byte[] toBytes() {
        return Arrays.copyOf(bytes.array(), bytes.position());
    }
}
