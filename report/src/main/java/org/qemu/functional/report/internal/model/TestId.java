package org.qemu.functional.report.internal.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names the files of a test: the same in each run, different for different tests. */
public final class TestId {
    private static final int READABLE = 100;
    private static final int DIGITS = 10;

    private TestId() {}

    /**
     * Return a name of characters of {@code [A-Za-z0-9._-]}: the target, class and method as far as
     * they can be read, then a hash of all that identifies the test.
     */
    public static String of(TestIdentity test) {
        String simple = test.className().substring(test.className().lastIndexOf('.') + 1);
        String readable = readable("%s.%s.%s".formatted(test.target(), simple, test.method()));
        String exact =
                String.join("\0", test.target(), test.className(), test.method(), test.name());
        return readable + "-" + hash(exact).substring(0, DIGITS);
    }

    /** Return whether a text from a file may be used as the name of a file. */
    public static boolean isValid(String id) {
        return id.matches("[A-Za-z0-9_][A-Za-z0-9._-]{0,150}");
    }

    private static String readable(String text) {
        String plain = text.replaceAll("[^A-Za-z0-9._-]+", "_").replaceAll("^[.-]+|[.-]+$", "");
        String safe = plain.isEmpty() ? "test" : plain;
        return safe.length() <= READABLE ? safe : safe.substring(0, READABLE);
    }

    private static String hash(String text) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("each Java platform has SHA-256", e);
        }
    }
}
