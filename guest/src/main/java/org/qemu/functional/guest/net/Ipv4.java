package org.qemu.functional.guest.net;

import java.util.Optional;

/**
 * Tell what stands in an IPv4 packet's header (RFC 791) and, for TCP and UDP, in the ports after
 * it.
 *
 * @param source the sender's address, dotted
 * @param destination the receiver's
 * @param protocol {@link #ICMP}, {@link #TCP}, {@link #UDP} or another number of IANA's
 * @param sourcePort 0 unless this is TCP or UDP, and the first fragment of its packet
 * @param destinationPort likewise
 * @param data what comes after the IPv4 header, less the Ethernet padding; for TCP and UDP their
 *     header too
 */
public record Ipv4(
        String source,
        String destination,
        int protocol,
        int sourcePort,
        int destinationPort,
        Bytes data) {
    /** The number of ICMP. */
    public static final int ICMP = 1;

    /** The number of TCP. */
    public static final int TCP = 6;

    /** The number of UDP. */
    public static final int UDP = 17;

    private static final int SHORTEST = 20;
    private static final int AT = Frame.HEADER;

    /** Hold bytes that never change, as a record cannot hold an array. */
    public static final class Bytes {
        private final byte[] array;

        private Bytes(byte[] array) {
            this.array = array;
        }

        /** Return a copy. */
        public byte[] toArray() {
            return array.clone();
        }

        /** Return how many there are. */
        public int length() {
            return array.length;
        }

        int u8(int at) {
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

    static String address(Frame frame, int at) {
        return "%d.%d.%d.%d"
                .formatted(frame.u8(at), frame.u8(at + 1), frame.u8(at + 2), frame.u8(at + 3));
    }
}
