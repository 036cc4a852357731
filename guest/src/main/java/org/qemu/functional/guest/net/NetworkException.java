package org.qemu.functional.guest.net;

import org.jspecify.annotations.Nullable;

/** Says that a network does not work: a peer sends garbage, the capture cannot be written. */
public final class NetworkException extends RuntimeException {
    private static final long serialVersionUID = 1;

    NetworkException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
