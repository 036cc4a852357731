package org.qemu.functional.machine.internal.suite;

import org.qemu.functional.text.SafeText;

/** Thrown when the QEMU of a suite is not in the cache and cannot be fetched. */
public final class SuiteFetchException extends Exception {
    private static final long serialVersionUID = 1;

    private final boolean temporary;

    SuiteFetchException(boolean temporary, String message) {
        super(SafeText.line(message));
        this.temporary = temporary;
    }

    /** Return whether it may be available later: without a network, or if downloads are off. */
    public boolean isTemporary() {
        return temporary;
    }

    /** Return whether a test was aborted because the QEMU of a suite is unavailable now. */
    public static boolean isCauseOf(Throwable thrown) {
        return thrown.getCause() instanceof SuiteFetchException fetch && fetch.isTemporary();
    }
}
