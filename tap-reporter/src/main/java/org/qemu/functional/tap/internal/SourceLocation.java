package org.qemu.functional.tap.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;

/** Finds the line of the test's own source at which something happened. */
final class SourceLocation {

    private SourceLocation() {}

    /**
     * Return the class that a test belongs to, or {@code null} if it has none that can be loaded.
     */
    static @Nullable Class<?> testClass(TestNode node) {
        TestSource source = node.source().orElse(null);
        try {
            if (source instanceof MethodSource method) {
                return method.getJavaClass();
            }
            if (source instanceof ClassSource type) {
                return type.getJavaClass();
            }
        } catch (JUnitException e) {
            return null;
        }
        return node.parent().map(SourceLocation::testClass).orElse(null);
    }

    /**
     * Return a location such as {@code FooTest.java:42}. Sources are searched in order: first that
     * of the test class, then those of its superclasses, so that a helper in a base class does not
     * hide the line that called it. Within one source, the frame nearest to the event is used.
     *
     * @param traces the traces to search, that of the outermost throwable first, each from the
     *     event outwards
     */
    static Optional<String> find(@Nullable Class<?> testClass, List<StackTraceElement[]> traces) {
        return Stream.<@Nullable Class<?>>iterate(
                        testClass, c -> c != null && c != Object.class, Class::getSuperclass)
                .map(SourceLocation::outermost)
                .flatMap(
                        source ->
                                traces.stream()
                                        .flatMap(Arrays::stream)
                                        .filter(frame -> isIn(source, frame)))
                .map(frame -> "%s:%d".formatted(frame.getFileName(), frame.getLineNumber()))
                .findFirst();
    }

    /** Return the name of the top-level class, which all classes of a source file share. */
    private static String outermost(Class<?> type) {
        Class<?> outer = type;
        for (@Nullable Class<?> c = type; c != null; c = c.getEnclosingClass()) {
            outer = c;
        }
        return outer.getName();
    }

    private static boolean isIn(String source, StackTraceElement frame) {
        String name = frame.getClassName();
        return frame.getLineNumber() > 0 && (name.equals(source) || name.startsWith(source + "$"));
    }
}
