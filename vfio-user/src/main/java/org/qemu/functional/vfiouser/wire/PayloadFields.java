package org.qemu.functional.vfiouser.wire;

import static java.nio.ByteOrder.LITTLE_ENDIAN;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Reads and checks the fields of payloads. */
public final class PayloadFields {
    private static final long MAX_U32 = 0xffff_ffffL;
    private static final int MAX_U16 = 0xffff;

    /** The number of bytes that a text shows of some data. */
    private static final int SHOWN = 32;

    private PayloadFields() {}

    /** Return a new little-endian buffer. */
    public static ByteBuffer allocate(int size) {
        return ByteBuffer.allocate(size).order(LITTLE_ENDIAN);
    }

    /** Return a little-endian view of the rest of a buffer, whose position stays. */
    public static ByteBuffer view(ByteBuffer bytes) {
        return bytes.slice().order(LITTLE_ENDIAN);
    }

    /**
     * Return a little-endian view of a payload that must have a size.
     *
     * @param what the name of the payload, for the message
     * @throws MalformedPayloadException if it has fewer bytes
     */
    public static ByteBuffer atLeast(ByteBuffer payload, int size, String what) {
        if (payload.remaining() < size) {
            throw new MalformedPayloadException(
                    "the payload of '%s' has %d bytes, but its fields take %d"
                            .formatted(what, payload.remaining(), size));
        }
        return view(payload);
    }

    /**
     * Return {@code argsz} if it has room for the fixed fields.
     *
     * @throws MalformedPayloadException if it has not
     */
    public static long argsz(long argsz, int size, String what) {
        if (argsz < size) {
            throw new MalformedPayloadException(
                    "argsz of '%s' is %d, but its fields take %d bytes"
                            .formatted(what, argsz, size));
        }
        return argsz;
    }

    /** Read an unsigned 16-bit number. */
    public static int u16(ByteBuffer in) {
        return Short.toUnsignedInt(in.getShort());
    }

    /** Read an unsigned 32-bit number. */
    public static long u32(ByteBuffer in) {
        return Integer.toUnsignedLong(in.getInt());
    }

    /**
     * Check that a number fits into 32 bits without sign.
     *
     * @throws IllegalArgumentException if it does not
     */
    public static void checkU32(String field, long value) {
        if (value < 0 || value > MAX_U32) {
            throw new IllegalArgumentException(
                    "%s is %d, which does not fit into 32 bits".formatted(field, value));
        }
    }

    /**
     * Check that a number fits into 16 bits without sign.
     *
     * @throws IllegalArgumentException if it does not
     */
    public static void checkU16(String field, long value) {
        if (value < 0 || value > MAX_U16) {
            throw new IllegalArgumentException(
                    "%s is %d, which does not fit into 16 bits".formatted(field, value));
        }
    }

    /** Return the first bytes of some data in hex, and the number of all. */
    public static String hex(ByteBuffer data) {
        int shown = Math.min(SHOWN, data.remaining());
        byte[] first = new byte[shown];
        data.duplicate().get(first);
        String text = HexFormat.of().formatHex(first);
        return shown == data.remaining()
                ? "[" + text + "]"
                : "[%s… %d bytes]".formatted(text, data.remaining());
    }

    /** Return an address or a 64-bit number in hex. */
    public static String hex(long value) {
        return "0x" + Long.toHexString(value);
    }
}
