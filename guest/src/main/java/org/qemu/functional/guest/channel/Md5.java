package org.qemu.functional.guest.channel;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What md5sum(1) of a guest printed of its input; any sum would do that busybox of Debian has.
 *
 * @param printed a sum in hex, and a dash for the name
 */
record Md5(String printed) {
    /**
     * Whether it is the sum of some bytes.
     *
     * @throws AssertionError if the guest has no md5sum
     */
    boolean isOf(byte[] content) {
        if (printed.isEmpty()) {
            throw new AssertionError(
                    "the guest's shell on the console has no md5sum, which this way to it needs");
        }
        try {
            byte[] sum = MessageDigest.getInstance("MD5").digest(content);
            return printed.equals(HexFormat.of().formatHex(sum) + " -");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform has it
        }
    }
}
