package org.qemu.functional.screen;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;

/** Compute the response to the challenge of RFB's security type 2 (RFC 6143, 7.2.2). */
final class VncPassword {
    static final int CHALLENGE_BYTES = 16;

    private static final int KEY_BYTES = 8;

    private VncPassword() {}

    /**
     * Encrypt with DES. The key is the first eight bytes of the password, with the bits of each
     * byte reversed.
     */
    static byte[] answer(String password, byte[] challenge) {
        byte[] key = Arrays.copyOf(password.getBytes(ISO_8859_1), KEY_BYTES);
        for (int i = 0; i < key.length; i++) {
            key[i] = (byte) (Integer.reverse(key[i]) >>> 24);
        }
        try {
            Cipher des = Cipher.getInstance("DES/ECB/NoPadding");
            des.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "DES"));
            return des.doFinal(challenge);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java runtime does not provide DES", e);
        }
    }
}
