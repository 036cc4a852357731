package org.qemu.functional.qtest.qos.virtio.driver;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** A 9P reply, whose fields are read one after the other. */
public final class P9Reply {
    private final int type;
    private final ByteBuffer bytes;

    P9Reply(int type, ByteBuffer body) {
        this.type = type;
        bytes = body.slice().order(LITTLE_ENDIAN);
    }

    /** Return the type: that of the request plus 1, or {@link Virtio9p#RLERROR}. */
    public int type() {
        return type;
    }

    /**
     * Check the type.
     *
     * @throws AssertionError if it is another; for an error, the message contains its number
     */
    public P9Reply expect(int expected) {
        if (type != expected) {
            throw new AssertionError(
                    "9P: the reply's type is %d%s, expected %d"
                            .formatted(
                                    type,
                                    type == Virtio9p.RLERROR
                                            ? " (Rlerror, errno %d)".formatted(bytes.getInt(0))
                                            : "",
                                    expected));
        }
        return this;
    }

    /** Read 8 bits. */
    public int u8() {
        return bytes.get() & 0xff;
    }

    /** Read 16 bits. */
    public int u16() {
        return bytes.getShort() & 0xffff;
    }

    /** Read 32 bits. */
    public long u32() {
        return bytes.getInt() & 0xffff_ffffL;
    }

    /** Read 64 bits. */
    public long u64() {
        return bytes.getLong();
    }

    /** Read a string. */
    public String string() {
        return new String(raw(u16()), StandardCharsets.UTF_8);
    }

    /** Read bytes unchanged. */
    public byte[] raw(int count) {
        byte[] some = new byte[count];
        bytes.get(some);
        return some;
    }

    /** Read the identification of a file, 13 bytes. */
    public Qid qid() {
        return new Qid(u8(), u32(), u64());
    }

    /** Return whether there are unread fields. */
    public boolean hasMore() {
        return bytes.hasRemaining();
    }

    /**
     * The identification of a file by the server.
     *
     * @param type {@link #DIRECTORY}, {@link #LINK}, or 0 for a file
     * @param version changes with the content
     * @param path unique for each file
     */
    public record Qid(int type, long version, long path) {
        /** A directory. */
        public static final int DIRECTORY = 0x80;

        /** A symbolic link. */
        public static final int LINK = 0x02;
    }
}
