package org.qemu.functional.suite.internal;

import java.lang.reflect.Modifier;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.commons.support.ReflectionSupport;
import org.qemu.functional.text.NameSuggestions;

/** The test classes on the class path, by the names that users type. */
public final class TestClasses {
    private static final int MAX_SUGGESTIONS = 5;

    private TestClasses() {}

    /**
     * Find a class by its full name, or its name relative to the suite's root package. If no class
     * has that name, find the only class of that simple name in the packages below: {@code
     * qtest.PciBarTest} is {@code qtest.pci.PciBarTest}.
     *
     * @throws UsageException if there is none; the message lists similar names
     */
    public static Class<?> find(String name) throws UsageException {
        for (String candidate : List.of(SuiteConfiguration.current().fullName(name), name)) {
            Optional<Class<?>> found = load(candidate);
            if (found.isPresent()) {
                return found.get();
            }
        }
        Set<String> all = all();
        return below(name, all)
                .orElseThrow(
                        () ->
                                new UsageException(
                                        "there is no test class '%s'%s"
                                                .formatted(name, suggestions(name, all))));
    }

    private static Optional<Class<?>> load(String name) {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        try {
            return Optional.of(Class.forName(name, false, loader));
        } catch (ClassNotFoundException | NoClassDefFoundError e) {
            // NoClassDefFoundError: the name differs in case from a file on a case-insensitive file
            // system.
            return Optional.empty();
        }
    }

    private static Optional<Class<?>> below(String name, Set<String> all) {
        SuiteConfiguration suite = SuiteConfiguration.current();
        String known = suite.shortName(name);
        int dot = known.lastIndexOf('.');
        if (dot < 0) {
            return Optional.empty();
        }
        List<String> found =
                all.stream()
                        .filter(other -> other.startsWith(known.substring(0, dot + 1)))
                        .filter(other -> other.endsWith(known.substring(dot)))
                        .toList();
        return found.size() == 1 ? load(suite.fullName(found.get(0))) : Optional.empty();
    }

    /**
     * Return the sorted short names of all classes below the suite's root package; none if the
     * suite has no root package.
     */
    public static Set<String> all() {
        Set<String> names = new TreeSet<>();
        String root = SuiteConfiguration.current().rootPackage();
        if (root.isEmpty()) {
            return names;
        }
        ReflectionSupport.findAllClassesInPackage(root, TestClasses::isTestClass, name -> true)
                .forEach(type -> names.add(shortName(type)));
        return names;
    }

    private static boolean isTestClass(Class<?> type) {
        return type.getSimpleName().endsWith("Test")
                && !Modifier.isAbstract(type.getModifiers())
                && type.getEnclosingClass() == null;
    }

    /** Return the shortest name by which {@link #find} finds a class. */
    public static String shortName(Class<?> type) {
        return SuiteConfiguration.current().shortName(type.getName());
    }

    private static String suggestions(String name, Set<String> all) {
        Set<String> alike = new LinkedHashSet<>(NameSuggestions.mistyped(name, all));
        String wanted = stem(name);
        List<String> stems =
                NameSuggestions.mistyped(wanted, all.stream().map(TestClasses::stem).toList());
        all.stream().filter(known -> stems.contains(stem(known))).forEach(alike::add);
        all.stream()
                .filter(known -> stem(known).contains(wanted) || wanted.contains(stem(known)))
                .forEach(alike::add);
        return SpellingHints.hint(
                alike.stream().limit(MAX_SUGGESTIONS).toList(), "; --list prints all test classes");
    }

    private static String stem(String name) {
        return name.substring(name.lastIndexOf('.') + 1)
                .toLowerCase(Locale.ROOT)
                .replaceAll("test$", "");
    }
}
