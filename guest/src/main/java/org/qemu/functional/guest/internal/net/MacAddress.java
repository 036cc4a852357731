package org.qemu.functional.guest.internal.net;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Derive MAC addresses from names, and parse them. */
public final class MacAddress {
    private static final HexFormat FORMAT = HexFormat.ofDelimiter(":");
    private static final int LENGTH = 6;

    private MacAddress() {}

    /**
     * Return a reproducible, locally administered unicast address. With 40 bits of a hash, two of a
     * thousand links collide once in two million runs.
     */
    public static String of(String network, String link) {
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256")
                            .digest((network + "/" + link).getBytes(UTF_8));
            return "02:" + FORMAT.formatHex(hash, 0, LENGTH - 1);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    public static byte[] parse(String text) {
        try {
            byte[] address = FORMAT.parseHex(text);
            if (address.length == LENGTH) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // The message below says more.
        }
        throw new IllegalArgumentException(
                "'%s' is not a MAC address; specify six bytes as in 52:54:00:12:34:56"
                        .formatted(text));
    }

    public static String format(byte[] bytes, int from) {
        return FORMAT.formatHex(bytes, from, from + LENGTH);
    }
}
