package org.qemu.functional.atf.internal;

import java.lang.reflect.Method;
import java.util.Optional;
import org.junit.platform.commons.JUnitException;
import org.junit.platform.engine.TestSource;
import org.junit.platform.engine.UniqueId;
import org.junit.platform.engine.support.descriptor.ClassSource;
import org.junit.platform.engine.support.descriptor.MethodSource;

/**
 * A test of JUnit, or a container whose tests run as one.
 *
 * @param ident its name for kyua
 * @param id its name for JUnit
 * @param testClass the class that declares or inherits it
 * @param method its method, if the source is one
 * @param displayName its display name, empty if that is the default
 */
public record JUnitTestCase(
        String ident,
        UniqueId id,
        Class<?> testClass,
        Optional<Method> method,
        String displayName) {

    /** Return the class of a source, or that of the container if the source is none of Java. */
    static Class<?> classOf(Optional<TestSource> source, Class<?> container) {
        try {
            if (source.orElse(null) instanceof MethodSource method) {
                return method.getJavaClass();
            }
            if (source.orElse(null) instanceof ClassSource type) {
                return type.getJavaClass();
            }
        } catch (JUnitException e) {
            return container;
        }
        return container;
    }

    static Optional<Method> methodOf(Optional<TestSource> source) {
        try {
            return source.orElse(null) instanceof MethodSource method
                    ? Optional.of(method.getJavaMethod())
                    : Optional.empty();
        } catch (JUnitException e) {
            return Optional.empty();
        }
    }
}
