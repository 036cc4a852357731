package org.qemu.functional.asset.internal.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.qemu.functional.settings.HarnessSettings;

/**
 * The hash algorithms for assets, distinguished by the length of the hash as in QEMU's framework.
 */
public enum HashAlgorithm {
    SHA256("SHA-256", 64),
    SHA512("SHA-512", 128);

    private static final int CHUNK = 1 << 18;

    private final String javaName;
    private final int hexDigits;

    HashAlgorithm(String javaName, int hexDigits) {
        this.javaName = javaName;
        this.hexDigits = hexDigits;
    }

    /** Return the hash in lower case, as in the name of a cache entry. */
    public static String normalize(String hash) {
        String lower = hash.toLowerCase(Locale.ROOT);
        of(lower);
        return lower;
    }

    /**
     * Return the algorithm for hashes of this length.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static HashAlgorithm of(String hash) {
        for (HashAlgorithm algorithm : values()) {
            if (hash.length() == algorithm.hexDigits && isHex(hash)) {
                return algorithm;
            }
        }
        throw new IllegalArgumentException(
                "'%s' is not a hash of an asset: it must have 64 hexadecimal digits (SHA-256) or 128 (SHA-512), not %d characters"
                        .formatted(hash, hash.length()));
    }

    private static boolean isHex(String hash) {
        for (int i = 0; i < hash.length(); i++) {
            if (!HexFormat.isHexDigit(hash.charAt(i))) {
                return false;
            }
        }
        return true;
    }

    /** Create a new digest. */
    public MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance(javaName);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has " + javaName, e);
        }
    }

    /** Hash a whole file and return the hash in lower case. */
    public String hashOf(Path file) throws IOException {
        if (Files.size(file) >= OpensslHasher.LEAST) {
            String path = HarnessSettings.current().environment().getOrDefault("PATH", "");
            String hash = OpensslHasher.hash(name().toLowerCase(Locale.ROOT), file, path);
            if (hash != null && hash.length() == hexDigits) {
                return hash;
            }
        }
        return hashInJava(file);
    }

    String hashInJava(Path file) throws IOException {
        MessageDigest digest = newDigest();
        byte[] chunk = new byte[CHUNK];
        try (InputStream in = Files.newInputStream(file)) {
            for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
                digest.update(chunk, 0, n);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }
}
