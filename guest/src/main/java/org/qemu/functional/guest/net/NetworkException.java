package org.qemu.functional.guest.net;

import org.jspecify.annotations.Nullable;

/**
 * Thrown when a network has failed: a peer violates the protocol, or the capture cannot be written.
 */
public final class NetworkException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NetworkException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
