package org.qemu.functional.suite.internal;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The meson suites of the test classes, computed from the lists beside the classes as the root
 * {@code meson.build} does, but regardless of which QEMU binaries are installed.
 */
public final class TestSuites {
    private static final String GENERIC = "generic";

    private final Map<String, Set<String>> classes = new TreeMap<>();

    private TestSuites() {}

    /** Read the lists in the jar of the tests. */
    public static TestSuites ofThisJar() {
        return of(MesonLists.ofThisJar());
    }

    static TestSuites of(MesonLists lists) {
        TestSuites suites = new TestSuites();
        for (String target : lists.targets()) {
            for (String folder : List.of(GENERIC, target)) {
                suites.add(lists.quick(folder), "func-quick", "func-" + target);
                suites.add(
                        lists.thorough(folder),
                        "func-thorough",
                        "func-" + target + "-thorough",
                        "thorough");
            }
            suites.add(lists.devices(target), "qtest", "qtest-" + target);
            suites.add(lists.guests(target), "guest", "guest-" + target);
        }
        return suites;
    }

    private void add(Collection<String> names, String... suites) {
        for (String suite : suites) {
            classes.computeIfAbsent(suite, name -> new TreeSet<>()).addAll(names);
        }
    }

    /**
     * Return the sorted short names of the classes of a suite.
     *
     * @param suite a name as in meson, {@code func-quick} or {@code qemu-functional:func-quick}
     * @throws UsageException if there is no suite with this name; the message lists all suites
     */
    public Set<String> classesOf(String suite) throws UsageException {
        String wanted = suite.substring(suite.indexOf(':') + 1);
        Set<String> found = classes.get(wanted);
        if (found == null) {
            throw new UsageException(
                    "there is no suite '%s'%s; the suites are: %s"
                            .formatted(
                                    suite,
                                    SpellingHints.hint(wanted, names(), ""),
                                    String.join(", ", names())));
        }
        return found;
    }

    /** Return the sorted names of the suites that have classes of their own. */
    public Set<String> names() {
        Set<String> names = new TreeSet<>(classes.keySet());
        names.removeIf(name -> classes.getOrDefault(name, Set.of()).isEmpty());
        return names;
    }
}
