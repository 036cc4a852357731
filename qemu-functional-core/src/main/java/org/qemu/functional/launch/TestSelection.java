package org.qemu.functional.launch;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.platform.commons.annotation.Testable;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.qemu.functional.suite.internal.SpellingHints;
import org.qemu.functional.suite.internal.TestClasses;
import org.qemu.functional.suite.internal.UsageException;

/** Convert names that users type, {@code CLASS} or {@code CLASS#METHOD}, to JUnit selectors. */
final class TestSelection {
    private TestSelection() {}

    /**
     * Convert names to selectors.
     *
     * @throws UsageException if there is no such class or method
     */
    static List<DiscoverySelector> select(List<String> names) throws UsageException {
        List<DiscoverySelector> selectors = new ArrayList<>();
        for (String name : names) {
            int hash = name.indexOf('#');
            Class<?> type = TestClasses.find(className(name));
            if (hash < 0) {
                selectors.add(DiscoverySelectors.selectClass(type));
            } else {
                selectors.addAll(methods(type, name.substring(hash + 1)));
            }
        }
        return selectors;
    }

    /** Return the classes of such names. */
    static Set<Class<?>> classes(List<String> names) throws UsageException {
        Set<Class<?>> classes = new LinkedHashSet<>();
        for (String name : names) {
            classes.add(TestClasses.find(className(name)));
        }
        return classes;
    }

    /** Return the part before the method's name. */
    static String className(String name) {
        int hash = name.indexOf('#');
        return hash < 0 ? name : name.substring(0, hash);
    }

    private static List<DiscoverySelector> methods(Class<?> type, String name)
            throws UsageException {
        List<DiscoverySelector> found = new ArrayList<>();
        for (Method method :
                ReflectionSupport.findMethods(
                        type, m -> m.getName().equals(name), HierarchyTraversalMode.TOP_DOWN)) {
            found.add(DiscoverySelectors.selectMethod(type, method));
        }
        if (found.isEmpty()) {
            throw new UsageException(
                    "'%s' has no test '%s'%s"
                            .formatted(
                                    type.getSimpleName(),
                                    name,
                                    SpellingHints.hint(
                                            name,
                                            methodNames(type),
                                            "; '--list %s' prints all its tests"
                                                    .formatted(TestClasses.shortName(type)))));
        }
        return found;
    }

    /** Return the methods with a test annotation of JUnit. */
    private static Set<String> methodNames(Class<?> type) {
        return ReflectionSupport.findMethods(
                        type,
                        method -> AnnotationSupport.isAnnotated(method, Testable.class),
                        HierarchyTraversalMode.TOP_DOWN)
                .stream()
                .map(Method::getName)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
