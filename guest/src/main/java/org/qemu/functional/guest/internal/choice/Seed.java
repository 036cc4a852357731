package org.qemu.functional.guest.internal.choice;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The seed of a run's choices. It is written as {@code 1234}, or as {@code 1234/2} with the highest
 * eligible tier if that is above 1, so that one variable is sufficient to repeat the choices.
 */
record Seed(long value, int tier) {
    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})(?:/(\\d{1,9}))?");

    /** Bounds the number of digits to type. */
    private static final int FRESH_BOUND = 1_000_000_000;

    static Seed fresh(int tier) {
        return new Seed(new SecureRandom().nextInt(FRESH_BOUND), tier);
    }

    /**
     * Parse a seed.
     *
     * @param tier the tier if the text has none
     * @throws IllegalArgumentException if it is malformed
     */
    static Seed parse(String text, int tier) {
        Matcher parts = TEXT.matcher(text.strip());
        if (!parts.matches() || "0".equals(parts.group(2))) {
            throw new IllegalArgumentException(
                    "%s='%s' is not a seed: it must be a number of at most 18 digits, such as 1234, or 1234/2 for one with a tier"
                            .formatted(ChoiceSettings.SEED, text));
        }
        String own = parts.group(2);
        return new Seed(Long.parseLong(parts.group(1)), own == null ? tier : Integer.parseInt(own));
    }

    /**
     * Return a number above 0 and below 1 that depends only on the seed and the words: 53 bits, the
     * precision of a double, of their SHA-256.
     */
    double fraction(String... words) {
        MessageDigest digest;
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java platform provides it
        }
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, value));
        for (String word : words) {
            byte[] bytes = word.getBytes(StandardCharsets.UTF_8);
            // Include the length: "ab", "c" differs from "a", "bc".
            digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, bytes.length));
            digest.update(bytes);
        }
        long bits = ByteBuffer.wrap(digest.digest()).getLong() >>> 11;
        return (bits + 0.5) / (1L << 53);
    }

    @Override
    public String toString() {
        return tier == 1 ? Long.toString(value) : value + "/" + tier;
    }
}
