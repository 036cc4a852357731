package org.qemu.functional.qmp;

/**
 * Thrown when the other side sent invalid or excessive data; the connection cannot be used any
 * more.
 */
public final class QmpProtocolException extends QmpClosedException {
    private static final long serialVersionUID = 1;

    QmpProtocolException(String message) {
        super(message);
    }

    QmpProtocolException(String message, Throwable cause) {
        super(message, cause);
    }
}
