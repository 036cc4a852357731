package org.qemu.functional.vfiouser.client;

import org.qemu.functional.vfiouser.wire.VfioUserException;

/** Thrown when a message came that does not answer the command that was sent. */
public final class UnexpectedMessageException extends VfioUserException {
    private static final long serialVersionUID = 1;

    UnexpectedMessageException(String message) {
        super(message, null);
    }
}
