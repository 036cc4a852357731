package org.qemu.functional.vfiouser.wire;

import org.jspecify.annotations.Nullable;

/** The base class of all failures of the protocol. */
public abstract class VfioUserException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Create a failure with a message for the reader of a test's log. */
    protected VfioUserException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
