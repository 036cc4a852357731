package org.qemu.functional.tests.qtest;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/** Ethernet frames. */
public final class Frames {
    /** The address of the devices in the graph. */
    public static final String DEVICE = "52:54:00:11:22:33";

    /** An address that no device has. */
    public static final String OTHER = "52:54:00:99:88:77";

    /** The broadcast address. */
    public static final String ALL = "ff:ff:ff:ff:ff:ff";

    /** A type for experiments (RFC 9542). */
    private static final short TYPE = (short) 0x88b5;

    private static final int HEAD = 14;

    private Frames() {}

    public static byte[] address(String text) {
        return HexFormat.ofDelimiter(":").parseHex(text);
    }

    /**
     * Return a frame.
     *
     * @param to the destination address
     * @param size the total size in bytes, 14 or more
     * @param content the value of each byte after the header
     */
    public static byte[] frame(String to, int size, int content) {
        ByteBuffer frame = ByteBuffer.allocate(size);
        frame.put(address(to)).put(address(OTHER)).putShort(TYPE);
        for (int i = HEAD; i < size; i++) {
            frame.put((byte) (content + i));
        }
        return frame.array();
    }
}
