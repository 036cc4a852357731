package org.qemu.functional.download;

import org.jspecify.annotations.Nullable;

/** IPv4 addresses written out, without asking anybody for a name. */
final class Ipv4 {
    private static final int BITS = 32;

    private Ipv4() {}

    /** Returns {@code null} if it is no such address. */
    static @Nullable Integer parse(String text) {
        if (!text.matches("(\\d{1,3}\\.){3}\\d{1,3}")) {
            return null;
        }
        int address = 0;
        for (String part : text.split("\\.", -1)) {
            int octet = Integer.parseInt(part);
            if (octet > 255) {
                return null;
            }
            address = address << 8 | octet;
        }
        return address;
    }

    /** Tells whether a network such as {@code 10.0.0.0/8} has the address. */
    static boolean contains(String network, String address) {
        String[] parts = network.split("/", 2);
        Integer base = parse(parts[0]);
        Integer wanted = parse(address);
        if (base == null || wanted == null || !parts[1].matches("\\d{1,2}")) {
            return false;
        }
        int length = Integer.parseInt(parts[1]);
        return length == 0 || (length <= BITS && (base ^ wanted) >>> (BITS - length) == 0);
    }
}
