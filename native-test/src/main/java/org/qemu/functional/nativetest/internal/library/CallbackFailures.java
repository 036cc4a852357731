package org.qemu.functional.nativetest.internal.library;

import com.sun.jna.Native;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the exceptions of callbacks, which cannot pass through C code. Those of the thread that
 * called the library are thrown when the call returns, those of other threads when the test ends.
 */
public final class CallbackFailures {
    private static final ThreadLocal<Integer> CALLS = ThreadLocal.withInitial(() -> 0);
    private static final ThreadLocal<List<Throwable>> OWN = ThreadLocal.withInitial(ArrayList::new);
    private static final List<Throwable> OF_OTHER_THREADS = new ArrayList<>();

    static {
        Native.setCallbackExceptionHandler((callback, thrown) -> add(thrown));
    }

    private CallbackFailures() {}

    /** Begin a call of the library. */
    static void enter() {
        CALLS.set(CALLS.get() + 1);
    }

    /** End a call, and return what callbacks threw during it, or {@code null}. */
    static @Nullable Throwable leave() {
        CALLS.set(CALLS.get() - 1);
        return CALLS.get() > 0 ? null : merge(OWN.get());
    }

    /** Return what callbacks threw in threads that no test started, or {@code null}. */
    public static @Nullable Throwable takeOfOtherThreads() {
        synchronized (OF_OTHER_THREADS) {
            return merge(OF_OTHER_THREADS);
        }
    }

    private static void add(Throwable thrown) {
        if (CALLS.get() > 0) {
            OWN.get().add(thrown);
        } else {
            synchronized (OF_OTHER_THREADS) {
                OF_OTHER_THREADS.add(thrown);
            }
        }
    }

    private static @Nullable Throwable merge(List<Throwable> thrown) {
        if (thrown.isEmpty()) {
            return null;
        }
        Throwable first = thrown.get(0);
        thrown.stream().skip(1).filter(later -> later != first).forEach(first::addSuppressed);
        thrown.clear();
        return first;
    }
}
