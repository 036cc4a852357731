package org.qemu.functional.nativetest;

import com.sun.jna.Library;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.qemu.functional.nativetest.internal.library.LibraryCalls;
import org.qemu.functional.nativetest.internal.library.LibraryListeners;

/** Loads C libraries for tests. */
public final class TestedLibrary {
    private TestedLibrary() {}

    /**
     * Load a library and return its functions as an interface.
     *
     * <p>The interface is one of JNA, which documents how types of Java and C correspond. In
     * addition:
     *
     * <ul>
     *   <li>A function with {@link ThrowsErrno} throws an exception with its errno.
     *   <li>An exception of a callback is thrown by the function that called it. C sees the result
     *       zero. What a callback throws in a thread of the library fails the test at its end, if
     *       the class has {@link NativeTest}.
     *   <li>What the library prints goes to the log of the test, likewise.
     *   <li>{@link Valgrind} and {@link FailAllocations} watch the library.
     * </ul>
     *
     * @param library the path of the shared library
     * @param functions an interface that extends JNA's {@code Library}
     * @throws IllegalArgumentException if there is no such file
     * @throws UnsatisfiedLinkError if it cannot be loaded
     */
    public static <L extends Library> L load(Path library, Class<L> functions) {
        Path file = library.toAbsolutePath();
        if (!Files.isRegularFile(file)) {
            throw new IllegalArgumentException(
                    "'%s' is not a file; give the path of a shared library".formatted(library));
        }
        Library.Handler handler = new Library.Handler(file.toString(), functions, Map.of());
        LibraryListeners.loaded(file);
        return functions.cast(
                Proxy.newProxyInstance(
                        functions.getClassLoader(),
                        new Class<?>[] {functions},
                        new LibraryCalls(handler, functions)));
    }

    /**
     * Return what the last function that the current thread called in any loaded library left in
     * errno. As in C, it has no meaning unless that function reported an error.
     */
    public static int errno() {
        return LibraryCalls.errno();
    }
}
