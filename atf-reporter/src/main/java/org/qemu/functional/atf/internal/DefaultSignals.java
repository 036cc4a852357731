package org.qemu.functional.atf.internal;

import java.lang.reflect.InvocationTargetException;
import java.util.Map;
import org.qemu.functional.tap.internal.Expectation;

/**
 * Makes the signals on which a JVM runs its shutdown hooks and exits end it as other programs, by
 * the signal.
 */
public final class DefaultSignals {
    private static final Map<Integer, String> SIGNALS = Map.of(1, "HUP", 2, "INT", 15, "TERM");

    private DefaultSignals() {}

    /** Restore the default action of a signal, or of all of them. */
    public static void restore(int signal) {
        SIGNALS.forEach(
                (number, name) -> {
                    if (signal == number || signal == Expectation.ANY) {
                        restore(name);
                    }
                });
    }

    /** The class is in jdk.unsupported, so that its use by name alone would be a warning. */
    private static void restore(String name) {
        try {
            Class<?> type = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            type.getMethod("handle", type, handler)
                    .invoke(
                            null,
                            type.getConstructor(String.class).newInstance(name),
                            handler.getField("SIG_DFL").get(null));
        } catch (InvocationTargetException e) {
            // With -Xrs the JVM has no handler that would have to be replaced.
            if (!(e.getCause() instanceof IllegalArgumentException)) {
                throw new IllegalStateException("cannot restore SIG" + name, e);
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot restore SIG" + name, e);
        }
    }
}
