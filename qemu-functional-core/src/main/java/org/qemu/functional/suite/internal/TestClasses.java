package org.qemu.functional.suite.internal;

import java.lang.reflect.Modifier;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.platform.commons.support.ReflectionSupport;
import org.qemu.functional.text.NameSuggestions;

/** The test classes on the class path, by the names that users type. */
public final class TestClasses {
    private static final int MAX_SUGGESTIONS = 5;

    private TestClasses() {}

    /**
     * Find a class by its full name, or its name relative to the suite's root package.
     *
     * @throws UsageException if there is none; the message lists similar names
     */
    public static Class<?> find(String name) throws UsageException {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        for (String candidate : List.of(SuiteConfiguration.current().fullName(name), name)) {
            try {
                return Class.forName(candidate, false, loader);
            } catch (ClassNotFoundException | NoClassDefFoundError e) {
                // NoClassDefFoundError: the name differs in case from a file on a case-insensitive
                // file system.
            }
        }
        throw new UsageException(
                "there is no test class '%s'%s".formatted(name, suggestions(name)));
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

    private static String suggestions(String name) {
        Set<String> all = all();
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
