package org.qemu.functional.launch;

import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A class loader that knows the classes that its parent knows, but for those of Java Flight
 * Recorder, and no resources.
 *
 * <p>While JUnit's classes wake they look around, by the thread's class loader, for services,
 * configuration and Java Flight Recorder. All jars would be opened for that and the recorder
 * loaded, which takes longer than to ask QEMU for its version.
 */
final class ResourceHidingClassLoader extends ClassLoader {
    private ResourceHidingClassLoader(ClassLoader usual) {
        super(usual);
    }

    /** Call something while this thread's class loader is such a one. */
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
