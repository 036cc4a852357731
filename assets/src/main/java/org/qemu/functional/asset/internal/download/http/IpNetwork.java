package org.qemu.functional.asset.internal.download.http;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** An IP address or a network of addresses in numeric form; no names are resolved. */
final class IpNetwork {
    private static final int IPV4_BYTES = 4;
    private static final int IPV6_BYTES = 16;

    /** 4 or 16 bytes. */
    private final byte[] address;

    /** Number of bits that all addresses of the network have in common. */
    private final int bits;

    private IpNetwork(byte[] address, int bits) {
        this.address = address;
        this.bits = bits;
    }

    /**
     * Parse an address, optionally followed by {@code /} and a number of bits; IPv6 may be in
     * brackets.
     *
     * @return {@code null} if the text is neither
     */
    static @Nullable IpNetwork parse(String text) {
        String[] parts = text.split("/", 2);
        byte[] address = address(parts[0]);
        if (address == null) {
            return null;
        }
        int maxBits = 8 * address.length;
        if (parts.length == 1) {
            return new IpNetwork(address, maxBits);
        }
        if (!parts[1].matches("\\d{1,3}") || Integer.parseInt(parts[1]) > maxBits) {
            return null;
        }
        return new IpNetwork(address, Integer.parseInt(parts[1]));
    }

    /** Return whether the network contains an address. */
    boolean contains(IpNetwork other) {
        if (address.length != other.address.length || other.bits < bits) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 0x80 >> (bit % 8);
            if (((address[bit / 8] ^ other.address[bit / 8]) & mask) != 0) {
                return false;
            }
        }
        return true;
    }

    boolean isLoopback() {
        return address.length == IPV4_BYTES
                ? address[0] == 127
                : Arrays.equals(address, ipv6("::1"));
    }

    private static byte @Nullable [] address(String text) {
        boolean bracketed = text.startsWith("[") && text.endsWith("]");
        String plain = bracketed ? text.substring(1, text.length() - 1) : text;
        return plain.indexOf(':') >= 0 ? ipv6(plain) : bracketed ? null : ipv4(plain);
    }

    private static byte @Nullable [] ipv4(String text) {
        String[] parts = text.split("\\.", -1);
        byte[] address = new byte[IPV4_BYTES];
        for (int i = 0; i < IPV4_BYTES; i++) {
            if (parts.length != IPV4_BYTES
                    || !parts[i].matches("\\d{1,3}")
                    || Integer.parseInt(parts[i]) > 255) {
                return null;
            }
            address[i] = (byte) Integer.parseInt(parts[i]);
        }
        return address;
    }

    /** Parse the forms of RFC 4291, section 2.2; a zone after {@code %} is ignored. */
    private static byte @Nullable [] ipv6(String withZone) {
        String text = withZone.replaceFirst("%.*", "");
        int gap = text.indexOf("::");
        byte[] head = groups(gap < 0 ? text : text.substring(0, gap));
        byte[] tail = gap < 0 ? new byte[0] : groups(text.substring(gap + 2));
        if (head == null || tail == null) {
            return null;
        }
        int sum = head.length + tail.length;
        if (gap < 0 ? sum != IPV6_BYTES : sum > IPV6_BYTES - 2) {
            return null;
        }
        byte[] address = Arrays.copyOf(head, IPV6_BYTES);
        System.arraycopy(tail, 0, address, IPV6_BYTES - tail.length, tail.length);
        return address;
    }

    private static byte @Nullable [] groups(String text) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        String[] groups = text.split(":", -1);
        byte[] bytes = new byte[0];
        for (int i = 0; i < groups.length; i++) {
            byte[] more =
                    i == groups.length - 1 && groups[i].indexOf('.') >= 0
                            ? ipv4(groups[i])
                            : group(groups[i]);
            if (more == null || bytes.length + more.length > IPV6_BYTES) {
                return null;
            }
            int at = bytes.length;
            bytes = Arrays.copyOf(bytes, at + more.length);
            System.arraycopy(more, 0, bytes, at, more.length);
        }
        return bytes;
    }

    private static byte @Nullable [] group(String text) {
        if (!text.matches("[0-9a-fA-F]{1,4}")) {
            return null;
        }
        int value = Integer.parseInt(text, 16);
        return new byte[] {(byte) (value >> 8), (byte) value};
    }
}
