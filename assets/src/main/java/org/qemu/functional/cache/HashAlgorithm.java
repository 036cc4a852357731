package org.qemu.functional.cache;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.qemu.functional.settings.HarnessSettings;

/** Hashes that an asset may be named by, told apart by their length as in QEMU's framework. */
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

    /** Returns the hash in the lower case that names a cache entry. */
    public static String normalize(String hash) {
        String lower = hash.toLowerCase(Locale.ROOT);
        of(lower);
        return lower;
    }

    /**
     * Returns the algorithm that makes hashes of this length.
     *
     * @throws IllegalArgumentException if none does
     */
    public static HashAlgorithm of(String hash) {
        for (HashAlgorithm algorithm : values()) {
            if (hash.length() == algorithm.hexDigits && isHex(hash)) {
                return algorithm;
            }
        }
        throw new IllegalArgumentException(
                "'%s' is not a hash of an asset: 64 hexadecimal digits (SHA-256) or 128 (SHA-512) are accepted, this has %d characters"
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

    /** Makes a digest to be fed. */
    public MessageDigest newDigest() {
        try {
            return MessageDigest.getInstance(javaName);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has " + javaName, e);
        }
    }

    /** Reads the whole file and returns its hash in lower case. */
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
