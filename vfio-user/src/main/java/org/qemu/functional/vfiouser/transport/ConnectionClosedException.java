package org.qemu.functional.vfiouser.transport;

import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.wire.VfioUserException;

/** Thrown when the other side has closed the connection, or this side has. */
public final class ConnectionClosedException extends VfioUserException {
    private static final long serialVersionUID = 1;

    ConnectionClosedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
