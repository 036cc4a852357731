package org.qemu.functional.atf;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A version of kyua, by the metadata that it knows. A key in the list that kyua does not know
 * breaks all test cases of the program.
 */
public enum KyuaVersion {
    /** The release of 2016 and Debian's package of 2019, which calls itself 0.14. */
    V0_13(Set.of("is.exclusive", "require.diskspace", "require.kmods"), Set.of("require.kmods")),

    /** The development version, since 2025. */
    DEVELOPMENT(Set.of(), Set.of());

    /** The property of a test program in a {@code Kyuafile} for each key, for kyua's own. */
    private static final Map<String, String> PROPERTIES =
            Map.of(
                    "is.exclusive", "is_exclusive",
                    "require.diskspace", "required_disk_space");

    @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
    private final Set<String> notInList;

    @SuppressWarnings("ImmutableEnumChecker") // made by Set.of
    private final Set<String> notInKyuafile;

    KyuaVersion(Set<String> notInList, Set<String> notInKyuafile) {
        this.notInList = notInList;
        this.notInKyuafile = notInKyuafile;
    }

    /**
     * Return the key that stands in the list of a program for a key of a test case: the key itself,
     * or, if neither a list nor a {@code Kyuafile} may have it, one that begins with {@code X-},
     * which kyua shows and does not check. Return nothing if it is a property in the {@code
     * Kyuafile}.
     */
    public Optional<String> listedAs(String key) {
        if (!notInList.contains(key)) {
            return Optional.of(key);
        }
        return notInKyuafile.contains(key) ? Optional.of("X-" + key) : Optional.empty();
    }

    /**
     * Return the properties that the test program has in a {@code Kyuafile} because the keys cannot
     * be in its list. They apply to all of its test cases: it is exclusive if one test case is, and
     * needs the largest disk space.
     */
    public Map<String, String> kyuafileProperties(List<AtfTestCase> testCases) {
        Map<String, String> properties = new LinkedHashMap<>();
        for (String key : notInList.stream().sorted().toList()) {
            if (!notInKyuafile.contains(key)) {
                testCases.stream()
                        .flatMap(test -> Stream.ofNullable(test.metadata().get(key)))
                        .reduce((a, b) -> merged(key, a, b))
                        .ifPresent(value -> properties.put(PROPERTIES.get(key), value));
            }
        }
        return properties;
    }

    /** Return the keys of test cases that this version cannot check. */
    public Set<String> unknownKeys(List<AtfTestCase> testCases) {
        Set<String> unknown = new LinkedHashSet<>();
        testCases.forEach(test -> unknown.addAll(test.metadata().keySet()));
        unknown.retainAll(notInKyuafile);
        return unknown;
    }

    private static String merged(String key, String a, String b) {
        return switch (key) {
            case "is.exclusive" -> Boolean.toString(a.equals("true") || b.equals("true"));
            case "require.diskspace" -> bytes(a).compareTo(bytes(b)) >= 0 ? a : b;
            default -> String.join(" ", new LinkedHashSet<>(List.of((a + " " + b).split(" "))));
        };
    }

    /** Return the value of a size such as {@code 1.5G}. */
    private static BigDecimal bytes(String size) {
        int power = 1 + "KMGT".indexOf(Character.toUpperCase(size.charAt(size.length() - 1)));
        String number = power == 0 ? size : size.substring(0, size.length() - 1);
        return new BigDecimal(number).multiply(BigDecimal.valueOf(1024).pow(power));
    }
}
