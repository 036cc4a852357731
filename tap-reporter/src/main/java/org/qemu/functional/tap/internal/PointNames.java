package org.qemu.functional.tap.internal;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.StringJoiner;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;

/**
 * Names points after the source of the test, so that a name leads to the source, and appends
 * display names.
 */
public final class PointNames {

    private PointNames() {}

    /**
     * Return {@code Class.method} for a test and {@code Class: class set-up and tear-down} for a
     * class. Display names other than the method's default name, such as those of invocations,
     * follow after a colon.
     */
    public static String of(TestNode node) {
        String name = path(node);
        boolean classLevel = node.source().filter(ClassSource.class::isInstance).isPresent();
        return classLevel ? name + ": class set-up and tear-down" : name;
    }

    /** Return the name without the suffix of a point for the class itself. */
    public static String path(TestNode node) {
        Deque<TestNode> path = new ArrayDeque<>();
        for (@Nullable TestNode at = node;
                at != null && !at.isRoot();
                at = at.parent().orElse(null)) {
            path.addFirst(at);
        }
        String type = "";
        String method = "";
        StringJoiner labels = new StringJoiner(": ");
        for (TestNode step : path) {
            TestSource source = step.source().orElse(null);
            if (source instanceof ClassSource s && method.isEmpty()) {
                String name = simpleName(s.getClassName());
                if (name.equals(type)) {
                    // An invocation of a parameterized class has the same source as the class.
                    labels.add(step.displayName());
                }
                type = name;
            } else if (source instanceof MethodSource s && method.isEmpty()) {
                type = simpleName(s.getClassName());
                method = "." + s.getMethodName();
                if (!step.displayName().equals(defaultDisplayName(s))) {
                    labels.add(step.displayName());
                }
            } else {
                labels.add(step.displayName());
            }
        }
        String source = type + method;
        return labels.length() == 0
                ? source
                : source.isEmpty() ? labels.toString() : source + ": " + labels;
    }

    /** Return the name of a class without its package, a nested one as {@code Outer$Inner}. */
    public static String simpleName(String className) {
        return className.substring(className.lastIndexOf('.') + 1);
    }

    /**
     * Return the default display name of a method, as {@code DisplayNameGenerator.Standard}
     * generates it.
     */
    private static String defaultDisplayName(MethodSource source) {
        try {
            return Arrays.stream(source.getJavaMethod().getParameterTypes())
                    .map(Class::getSimpleName)
                    .collect(Collectors.joining(", ", source.getMethodName() + "(", ")"));
        } catch (JUnitException e) {
            // The source of another engine may not be loadable; then its display name is more
            // useful than a default name.
            return source.getMethodName() + "()";
        }
    }
}
