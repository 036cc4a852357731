package org.qemu.functional.guest.internal.console;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * The output of md5sum(1) in a guest. Any checksum that Debian's busybox supports would be
 * sufficient.
 *
 * @param printed a checksum in hex, followed by a dash for the name
 */
record Md5(String printed) {
    /**
     * Return whether it is the checksum of the given bytes.
     *
     * @throws AssertionError if the guest has no md5sum
     */
    boolean isOf(byte[] content) {
        if (printed.isEmpty()) {
            throw new AssertionError(
                    "the guest has no md5sum, which this channel over the console needs");
        }
        try {
            byte[] sum = MessageDigest.getInstance("MD5").digest(content);
            return printed.equals(HexFormat.of().formatHex(sum) + " -");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform provides it
        }
    }
}
