package org.qemu.functional.guest.net;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * Hold one Ethernet frame, from the destination's address to the end of the payload, without
 * preamble and check sequence (IEEE 802.3, clause 3). Never changes.
 */
public final class Frame {
    /** The EtherType of IPv4 (IANA's registry of IEEE 802 numbers). */
    public static final int IPV4 = 0x0800;

    /** The EtherType of ARP. */
    public static final int ARP = 0x0806;

    /** The EtherType of IPv6. */
    public static final int IPV6 = 0x86dd;

    /** The bytes before the payload: two addresses and the EtherType. */
    public static final int HEADER = 14;

    /**
     * The longest frame in bytes that QEMU's stream back-end takes: NET_BUFSIZE in its
     * include/net/net.h.
     */
    public static final int LONGEST = 4096 + 65536;

    private final byte[] bytes;

    private Frame(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Make a frame of a copy of these bytes.
     *
     * @throws IllegalArgumentException if there are fewer than {@link #HEADER} or more than {@link
     *     #LONGEST}
     */
    public static Frame of(byte... bytes) {
        if (bytes.length < HEADER || bytes.length > LONGEST) {
            throw new IllegalArgumentException(
                    "a frame of %d bytes: it has at least %d, two addresses and the EtherType, and at most %d"
                            .formatted(bytes.length, HEADER, LONGEST));
        }
        return new Frame(bytes.clone());
    }

    /**
     * Make a frame of its parts.
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

    /** Take over bytes that nobody else will change. */
    static Frame wrap(byte[] bytes) {
        return new Frame(bytes);
    }

    /** Return a copy of all of its bytes. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** Return the number of its bytes. */
    public int length() {
        return bytes.length;
    }

    /** Return the address that it goes to, in lower case: {@code 52:54:00:12:34:56}. */
    public String destination() {
        return MacAddress.format(bytes, 0);
    }

    /** Return the address that it comes from, in lower case. */
    public String source() {
        return MacAddress.format(bytes, 6);
    }

    /** Whether it goes to everybody, or to a group: the lowest bit of the first byte is set. */
    public boolean isMulticast() {
        return (bytes[0] & 1) != 0;
    }

    /** Return the EtherType, or the length in an IEEE 802.3 frame with LLC (below 0x600). */
    public int etherType() {
        return u16(12);
    }

    /** Return a copy of what comes after the EtherType, padding included. */
    public byte[] payload() {
        return Arrays.copyOfRange(bytes, HEADER, bytes.length);
    }

    /** Return the IPv4 packet in it; empty if there is none, or a malformed one. */
    public Optional<Ipv4> ipv4() {
        return Ipv4.in(this);
    }

    /**
     * Whether these bytes stand anywhere in the frame: that plain text is not seen on a wire, say.
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

    int u16(int at) {
        return u8(at) << 8 | u8(at + 1);
    }

    /** Six bytes as a number, for tables. */
    long address(int at) {
        return (long) u16(at) << 32 | (long) u16(at + 2) << 16 | u16(at + 4);
    }

    byte[] copy(int from, int to) {
        return Arrays.copyOfRange(bytes, from, to);
    }

    void putTo(ByteBuffer buffer) {
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

    /** Return a line for humans: addresses, and what an IPv4 or ARP packet in it is about. */
    @Override
    public String toString() {
        return FrameSummary.of(this);
    }
}
