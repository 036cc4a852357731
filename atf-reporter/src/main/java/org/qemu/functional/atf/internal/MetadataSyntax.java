package org.qemu.functional.atf.internal;

import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import org.qemu.functional.text.SafeText;

/** What kyua accepts as metadata ({@code engine/metadata.cpp}); another value breaks a program. */
public final class MetadataSyntax {
    private static final List<String> KEYS =
            List.of(
                    "has.cleanup",
                    "descr",
                    "is.exclusive",
                    "require.arch",
                    "require.config",
                    "require.diskspace",
                    "require.files",
                    "require.kmods",
                    "require.machine",
                    "require.memory",
                    "require.progs",
                    "require.user",
                    "timeout");

    /**
     * The order in which metadata is listed: known keys, then others by name. libatf lists
     * has.cleanup first, too.
     */
    public static final Comparator<String> ORDER =
            Comparator.comparingInt((String key) -> KEYS.contains(key) ? KEYS.indexOf(key) : 99)
                    .thenComparing(Comparator.naturalOrder());

    private static final Pattern CUSTOM = Pattern.compile("X-[^\\s:]+");
    private static final Pattern SIZE = Pattern.compile("\\d+|\\d+(\\.\\d+)?[KMGTkmgt]");

    private MetadataSyntax() {}

    /** Return a value on one line. */
    public static String line(String value) {
        return SafeText.line(value).strip();
    }

    /**
     * Check a value.
     *
     * @throws IllegalArgumentException if kyua would not accept it
     */
    public static void check(String key, String value) {
        switch (key) {
            case "has.cleanup", "is.exclusive" -> require(key, value, "true|false");
            case "require.user" -> require(key, value, "root|unprivileged");
            case "timeout" -> require(key, value, "\\d{1,9}");
            case "require.memory", "require.diskspace" -> {
                if (!SIZE.matcher(value).matches()) {
                    throw bad(key, value, "a number of bytes, or a number with K, M, G or T");
                }
            }
            case "descr",
                    "require.arch",
                    "require.config",
                    "require.files",
                    "require.kmods",
                    "require.machine",
                    "require.progs" -> {}
            default -> {
                if (!CUSTOM.matcher(key).matches()) {
                    throw new IllegalArgumentException(
                            "unknown key '%s': it is none of %s, and does not begin with X-"
                                    .formatted(key, String.join(", ", KEYS)));
                }
            }
        }
    }

    /**
     * Check a word of a list.
     *
     * @throws IllegalArgumentException if kyua would not accept it
     */
    public static void checkWord(String key, String word) {
        if (word.isEmpty() || word.chars().anyMatch(c -> c <= ' ')) {
            throw bad(key, word, "a word without white space");
        }
        if (key.equals("require.files") && !word.startsWith("/")) {
            throw bad(key, word, "an absolute path");
        }
        if (key.equals("require.progs") && !word.startsWith("/") && word.contains("/")) {
            throw bad(key, word, "a name or an absolute path");
        }
    }

    private static void require(String key, String value, String pattern) {
        if (!value.matches(pattern)) {
            throw bad(
                    key,
                    value,
                    key.equals("timeout") ? "a number of seconds" : pattern.replace("|", " or "));
        }
    }

    private static IllegalArgumentException bad(String key, String value, String expected) {
        return new IllegalArgumentException(
                "bad value '%s' of %s: expected %s".formatted(line(value), key, expected));
    }
}
