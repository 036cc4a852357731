package org.qemu.functional.launch;

import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A class loader that delegates to its parent for all classes except those of Java Flight Recorder,
 * and finds no resources.
 *
 * <p>During initialization, JUnit uses the thread's class loader to search for services,
 * configuration and Java Flight Recorder. This would open all jars and load the recorder, which
 * takes longer than querying QEMU for its version.
 */
final class ResourceHidingClassLoader extends ClassLoader {
    private ResourceHidingClassLoader(ClassLoader usual) {
        super(usual);
    }

    /** Run an action while this thread has such a class loader. */
    static <T> T during(Supplier<T> action) {
        Thread thread = Thread.currentThread();
        ClassLoader usual = thread.getContextClassLoader();
        thread.setContextClassLoader(new ResourceHidingClassLoader(usual));
        try {
            return action.get();
        } finally {
            thread.setContextClassLoader(usual);
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (name.startsWith("jdk.jfr.")) {
            throw new ClassNotFoundException(name);
        }
        return super.loadClass(name, resolve);
    }

    @Override
    public @Nullable URL getResource(String name) {
        return null;
    }

    @Override
    public Enumeration<URL> getResources(String name) {
        return Collections.emptyEnumeration();
    }
}
