package org.qemu.functional.debug.internal;

import java.util.concurrent.atomic.AtomicReference;

/**
 * The debugging options of a test program.
 *
 * @param keep keep scratch folders
 * @param pauseOnFailure keep the machines of a failed test running until the user continues
 * @param console connect the terminal to the console of the machine {@code default}
 * @param trace print all logs and consoles to standard error
 */
public record DebugOptions(boolean keep, boolean pauseOnFailure, boolean console, boolean trace) {
    /** No option is set. */
    public static final DebugOptions NONE = new DebugOptions(false, false, false, false);

    private static final AtomicReference<DebugOptions> CURRENT = new AtomicReference<>(NONE);

    /**
     * Return whether any option is set; faster at the start than a comparison with {@link #NONE}.
     */
    public boolean wantsAny() {
        return keep || pauseOnFailure || console || trace;
    }

    /** Return the options of this program. */
    public static DebugOptions current() {
        return CURRENT.get();
    }

    /** Set the options of this program. */
    public static void set(DebugOptions options) {
        CURRENT.set(options);
    }
}
