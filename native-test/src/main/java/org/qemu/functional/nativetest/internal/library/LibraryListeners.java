package org.qemu.functional.nativetest.internal.library;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** Notifies the tools that watch libraries under test. */
public final class LibraryListeners {
    private static final Set<Path> LIBRARIES = new LinkedHashSet<>();
    private static final List<Consumer<Path>> LISTENERS = new ArrayList<>();

    private LibraryListeners() {}

    /** Add a listener; it is called for the libraries that are loaded already, too. */
    public static synchronized void add(Consumer<Path> listener) {
        LISTENERS.add(listener);
        LIBRARIES.forEach(listener);
    }

    /** Notify the listeners of a loaded library, once for each path. */
    public static synchronized void loaded(Path library) {
        if (LIBRARIES.add(library)) {
            LISTENERS.forEach(listener -> listener.accept(library));
        }
    }
}
