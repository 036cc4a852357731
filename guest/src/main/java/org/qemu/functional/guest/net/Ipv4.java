package org.qemu.functional.guest.net;

import java.util.Optional;

/**
 * The fields of an IPv4 header (RFC 791) and, for TCP and UDP, the ports after it.
 *
 * @param source the sender's address in dotted notation
 * @param destination the receiver's address
 * @param protocol {@link #ICMP}, {@link #TCP}, {@link #UDP} or another number assigned by IANA
 * @param sourcePort 0 unless this is TCP or UDP, and the first fragment of its packet
 * @param destinationPort like {@code sourcePort}
 * @param data the bytes after the IPv4 header, without Ethernet padding; for TCP and UDP including
 *     their header
 */
public record Ipv4(
        String source,
        String destination,
        int protocol,
        int sourcePort,
        int destinationPort,
        Bytes data) {
    /** The protocol number of ICMP. */
    public static final int ICMP = 1;

    /** The protocol number of TCP. */
    public static final int TCP = 6;

    /** The protocol number of UDP. */
    public static final int UDP = 17;

    private static final int SHORTEST = 20;
    private static final int AT = Frame.HEADER;

    /** Immutable bytes, because an array in a record would be mutable. */
    public static final class Bytes {
        private final byte[] array;

        private Bytes(byte[] array) {
            this.array = array;
        }

        /** Return a copy. */
        public byte[] toArray() {
            return array.clone();
        }

        /** Return the number of bytes. */
        public int length() {
            return array.length;
        }

        public int u8(int at) {
            return array[at] & 0xff;
        }

        int u16(int at) {
            return u8(at) << 8 | u8(at + 1);
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes bytes && java.util.Arrays.equals(array, bytes.array);
        }

        @Override
        public int hashCode() {
            return java.util.Arrays.hashCode(array);
        }

        @Override
        public String toString() {
            return array.length + " bytes";
        }
    }

    static Optional<Ipv4> in(Frame frame) {
        if (frame.etherType() != Frame.IPV4 || frame.length() < AT + SHORTEST) {
            return Optional.empty();
        }
        int header = (frame.u8(AT) & 0xf) * 4;
        int total = frame.u16(AT + 2);
        boolean whole = header >= SHORTEST && header <= total && AT + total <= frame.length();
        if (frame.u8(AT) >> 4 != 4 || !whole) {
            return Optional.empty();
        }
        int protocol = frame.u8(AT + 9);
        Bytes data = new Bytes(frame.copy(AT + header, AT + total));
        boolean first = (frame.u16(AT + 6) & 0x1fff) == 0;
        boolean ports = first && (protocol == TCP || protocol == UDP) && data.length() >= 4;
        return Optional.of(
                new Ipv4(
                        address(frame, AT + 12),
                        address(frame, AT + 16),
                        protocol,
                        ports ? data.u16(0) : 0,
                        ports ? data.u16(2) : 0,
                        data));
    }

    /** Return the IPv4 address at an offset of a frame, in dotted notation. */
    public static String address(Frame frame, int at) {
        return "%d.%d.%d.%d"
                .formatted(frame.u8(at), frame.u8(at + 1), frame.u8(at + 2), frame.u8(at + 3));
    }
}
