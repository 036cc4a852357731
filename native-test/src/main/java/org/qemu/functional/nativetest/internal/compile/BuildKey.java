package org.qemu.functional.nativetest.internal.compile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/**
 * Identifies what a library is compiled from.
 *
 * @param name hexadecimal digits, for the name of a folder
 * @param position the position of the lock of that folder
 */
public record BuildKey(String name, long position) {
    private static final int DIGITS = 16;

    /** Return a builder of keys. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects the texts that determine the result. */
    public static final class Builder {
        private final MessageDigest digest;

        private Builder() {
            try {
                digest = MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }

        /** Add a text. */
        public Builder add(String text) {
            byte[] bytes = text.getBytes(UTF_8);
            digest.update(Integer.toString(bytes.length).getBytes(UTF_8));
            digest.update((byte) ' ');
            digest.update(bytes);
            return this;
        }

        /** Add several texts. */
        public Builder add(List<String> texts) {
            texts.forEach(this::add);
            return this;
        }

        /** Return the key; the builder cannot be used again. */
        public BuildKey build() {
            String hex = HexFormat.of().formatHex(digest.digest()).substring(0, DIGITS);
            return new BuildKey(hex, Integer.toUnsignedLong(hex.hashCode()));
        }
    }
}
