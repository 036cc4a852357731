package org.qemu.functional.qmp;

/**
 * Thrown when the connection is closed: by QEMU, which usually means that it has exited, or by this
 * side.
 */
public sealed class QmpClosedException extends QmpException permits QmpProtocolException {
    private static final long serialVersionUID = 1;

    QmpClosedException(String message) {
        super(message);
    }

    QmpClosedException(String message, Throwable cause) {
        super(message, cause);
    }
}
