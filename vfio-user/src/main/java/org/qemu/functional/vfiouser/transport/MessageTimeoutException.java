package org.qemu.functional.vfiouser.transport;

import org.qemu.functional.vfiouser.wire.VfioUserException;

/** Thrown when the other side did not send or take a message in time. */
public final class MessageTimeoutException extends VfioUserException {
    private static final long serialVersionUID = 1;

    MessageTimeoutException(String message) {
        super(message, null);
    }
}
