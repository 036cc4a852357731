package org.qemu.functional.tests;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.security.MessageDigest;
import java.security.MessageDigestSpi;
import java.security.NoSuchAlgorithmException;
import java.security.NoSuchProviderException;
import java.security.Provider;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A provider of SHA-256 for tests that run against a stand-in for QEMU. The hash of a mark, which
 * is a file of the stand-in's instead of an asset or a file of a guest, is the hash that the mark
 * has in it; any other hash is that of the JDK. So a test finds the hash that it wants only if it
 * has read the file that it should.
 */
public final class StandInDigest extends Provider {
    private static final long serialVersionUID = 1;

    /** Create the provider; the JDK does, by its security properties. */
    public StandInDigest() {
        super("StandIn", "1", "SHA-256 of marks");
        put("MessageDigest.SHA-256", Sha256.class.getName());
    }

    /** The digest, which keeps everything until its end, because only then a mark can be known. */
    public static final class Sha256 extends MessageDigestSpi {
        private static final Pattern MARK = Pattern.compile("ASSET ([0-9a-f]{64}) -\n\0*");

        private final ByteArrayOutputStream data = new ByteArrayOutputStream();

        @Override
        protected void engineUpdate(byte input) {
            data.write(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            data.write(input, offset, length);
        }

        @Override
        protected byte[] engineDigest() {
            byte[] content = data.toByteArray();
            data.reset();
            Matcher mark = MARK.matcher(new String(content, ISO_8859_1));
            return mark.matches() ? HexFormat.of().parseHex(mark.group(1)) : real(content);
        }

        private static byte[] real(byte[] content) {
            try {
                return MessageDigest.getInstance("SHA-256", "SUN").digest(content);
            } catch (NoSuchAlgorithmException | NoSuchProviderException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected void engineReset() {
            data.reset();
        }

        @Override
        protected int engineGetDigestLength() {
            return 32;
        }
    }
}
