package org.qemu.functional.tap.internal;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;

/**
 * Identifies a point in reports that are compared between runs, and therefore does not contain
 * TAP's number.
 *
 * @param className the full name of the class, empty if the point belongs to no class
 * @param methodName the name of the test's method, if it has one
 * @param title the name in TAP
 */
public record PointId(String className, Optional<String> methodName, String title) {

    /** Return the ID of a node whose point has the given name in TAP. */
    public static PointId of(TestNode node, String title) {
        String className = "";
        Optional<String> method = Optional.empty();
        for (@Nullable TestNode at = node;
                at != null && className.isEmpty();
                at = at.parent().orElse(null)) {
            TestSource source = at.source().orElse(null);
            if (source instanceof MethodSource s) {
                className = s.getClassName();
                method = Optional.of(s.getMethodName());
            } else if (source instanceof ClassSource s) {
                className = s.getClassName();
            }
        }
        return new PointId(className, method, title);
    }

    /** Return the ID of a point that belongs to no class. */
    public static PointId of(String title) {
        return new PointId("", Optional.empty(), title);
    }

    /** Return the title without the class: {@code method}, {@code method: [1] label}. */
    public String testName() {
        String type = PointNames.simpleName(className);
        if (type.isEmpty() || !title.startsWith(type)) {
            return title;
        }
        String rest = title.substring(type.length());
        for (String separator : new String[] {": ", "."}) {
            if (rest.startsWith(separator)) {
                return rest.substring(separator.length());
            }
        }
        return title;
    }

    /**
     * Return the argument of {@code java -jar} that runs the test: {@code Class#method} or the
     * class.
     */
    public String selector() {
        return className + methodName.map(name -> "#" + name).orElse("");
    }
}
