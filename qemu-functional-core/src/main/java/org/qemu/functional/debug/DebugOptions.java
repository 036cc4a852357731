package org.qemu.functional.debug;

import java.util.concurrent.atomic.AtomicReference;

/**
 * What the user of a test program asked for to look into it.
 *
 * @param keep leave scratch folders behind
 * @param pauseOnFailure leave the machines of a failed test running until told to go on
 * @param console connect the terminal to the console of the machine {@code default}
 * @param trace show everything that is logged, and said on consoles, on standard error
 */
public record DebugOptions(boolean keep, boolean pauseOnFailure, boolean console, boolean trace) {
    /** Nothing of all that. */
    public static final DebugOptions NONE = new DebugOptions(false, false, false, false);

    private static final AtomicReference<DebugOptions> CURRENT = new AtomicReference<>(NONE);

    /** Whether there is anything to do; cheaper at the start than to compare with {@link #NONE}. */
    public boolean wantsAny() {
        return keep || pauseOnFailure || console || trace;
    }

    /** Return this program's. */
    public static DebugOptions current() {
        return CURRENT.get();
    }

    /** Set this program's. */
    public static void set(DebugOptions options) {
        CURRENT.set(options);
    }
}
