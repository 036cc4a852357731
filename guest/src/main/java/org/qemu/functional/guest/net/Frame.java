package org.qemu.functional.guest.net;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.qemu.functional.guest.internal.net.FrameSummary;
import org.qemu.functional.guest.internal.net.MacAddress;

/**
 * An Ethernet frame, from the destination address to the end of the payload, without preamble and
 * frame check sequence (IEEE 802.3, clause 3). Immutable.
 */
public final class Frame {
    /** The EtherType of IPv4 (IANA's registry of IEEE 802 numbers). */
    public static final int IPV4 = 0x0800;

    /** The EtherType of ARP. */
    public static final int ARP = 0x0806;

    /** The EtherType of IPv6. */
    public static final int IPV6 = 0x86dd;

    /** The number of bytes before the payload: two addresses and the EtherType. */
    public static final int HEADER = 14;

    /**
     * The maximum number of bytes of a frame in QEMU's stream back-end: NET_BUFSIZE in its
     * include/net/net.h.
     */
    public static final int LONGEST = 4096 + 65536;

    private final byte[] bytes;

    private Frame(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Create a frame from a copy of these bytes.
     *
     * @throws IllegalArgumentException if there are fewer than {@link #HEADER} or more than {@link
     *     #LONGEST}
     */
    public static Frame of(byte... bytes) {
        if (bytes.length < HEADER || bytes.length > LONGEST) {
            throw new IllegalArgumentException(
                    "a frame of %d bytes is invalid: it needs at least %d, two addresses and the EtherType, and at most %d"
                            .formatted(bytes.length, HEADER, LONGEST));
        }
        return new Frame(bytes.clone());
    }

    /**
     * Create a frame from its parts.
     *
     * @param destination such as {@code ff:ff:ff:ff:ff:ff}
     * @param etherType 0 to 0xffff
     * @throws IllegalArgumentException if an address is malformed, or the payload is too long
     */
    public static Frame of(String destination, String source, int etherType, byte... payload) {
        ByteBuffer frame = ByteBuffer.allocate(HEADER + payload.length);
        frame.put(MacAddress.parse(destination))
                .put(MacAddress.parse(source))
                .putShort((short) etherType)
                .put(payload);
        return of(frame.array());
    }

    /** Create a frame from bytes without a copy; they must not be changed. */
    static Frame wrap(byte[] bytes) {
        return new Frame(bytes);
    }

    /** Return a copy of all bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Return the number of bytes. */
    public int length() {
        return bytes.length;
    }

    /** Return the destination address in lower case: {@code 52:54:00:12:34:56}. */
    public String destination() {
        return MacAddress.format(bytes, 0);
    }

    /** Return the source address in lower case. */
    public String source() {
        return MacAddress.format(bytes, 6);
    }

    /**
     * Return whether it is a broadcast or multicast frame: the lowest bit of the first byte is set.
     */
    public boolean isMulticast() {
        return (bytes[0] & 1) != 0;
    }

    /** Return the EtherType, or the length in an IEEE 802.3 frame with LLC (below 0x600). */
    public int etherType() {
        return u16(12);
    }

    /** Return a copy of the bytes after the EtherType, including padding. */
    public byte[] payload() {
        return Arrays.copyOfRange(bytes, HEADER, bytes.length);
    }

    /** Return the IPv4 packet in the frame; empty if there is none or it is malformed. */
    public Optional<Ipv4> ipv4() {
        return Ipv4.in(this);
    }

    /**
     * Return whether the frame contains these bytes anywhere, for example to check that no plain
     * text is sent.
     */
    public boolean contains(byte... wanted) {
        for (int i = 0; i + wanted.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return true;
            }
        }
        return false;
    }

    int u8(int at) {
        return bytes[at] & 0xff;
    }

    /** Return 16 bits at an offset, in network byte order. */
    public int u16(int at) {
        return u8(at) << 8 | u8(at + 1);
    }

    /** Return six bytes as a number, for tables. */
    long address(int at) {
        return (long) u16(at) << 32 | (long) u16(at + 2) << 16 | u16(at + 4);
    }

    byte[] copy(int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    /** Write the frame into a buffer. */
    public void putTo(ByteBuffer buffer) {
        buffer.put(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Frame frame && Arrays.equals(bytes, frame.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Return a readable summary: addresses, and a description of an IPv4 or ARP packet. */
    @Override
    public String toString() {
        return FrameSummary.of(this);
    }
}
