package org.qemu.functional.nativetest.internal.allocation;

import com.sun.jna.Function;
import org.qemu.functional.nativetest.internal.library.CStandardLibrary;
import org.qemu.functional.nativetest.internal.library.LibraryListeners;
import org.qemu.functional.nativetest.internal.rerun.TestObserver;

/** Controls the preloaded library, in the JVM in which an allocation fails. */
public final class AllocationObserver implements TestObserver {
    /** The property that says that the library is loaded. */
    static final String PROPERTY = "native-test.allocations";

    /** Called in the JVM in which an allocation fails. */
    public AllocationObserver() {}

    /** Return whether allocations fail in this JVM. */
    public static boolean isWanted() {
        return Boolean.getBoolean(PROPERTY);
    }

    private static Function preloaded(String name) {
        Function function = CStandardLibrary.find(name);
        if (function == null) {
            throw new IllegalStateException(
                    "'%s' is not there: LD_PRELOAD has no effect on this JVM".formatted(name));
        }
        return function;
    }

    @Override
    public void beforeTests() {
        Function watch = preloaded("native_test_watch");
        LibraryListeners.add(
                library -> {
                    if (watch.invokeInt(new Object[] {library.toString()}) == 0) {
                        throw new IllegalStateException(
                                "'%s' is not among the loaded libraries".formatted(library));
                    }
                });
    }

    @Override
    public void afterTest(String id) {
        preloaded("native_test_report").invokeVoid(new Object[0]);
    }
}
