package org.qemu.functional.atf;

import java.lang.reflect.Method;
import java.util.Optional;

/**
 * Adds metadata that follows from other annotations of a test. {@link java.util.ServiceLoader}
 * finds the implementations.
 */
public interface MetadataSource {
    /**
     * Add the metadata of a test; what {@link AtfMetadata} of the test says is added later and
     * replaces single values.
     *
     * @param testClass the class of the test, which may have inherited the method
     * @param method the method of the test, empty for a dynamic test that has none
     */
    void describe(Class<?> testClass, Optional<Method> method, Metadata metadata);
}
