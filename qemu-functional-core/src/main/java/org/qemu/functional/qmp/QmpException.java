package org.qemu.functional.qmp;

/** Anything that goes wrong on a QMP connection; the subclasses tell what. */
public abstract sealed class QmpException extends RuntimeException
        permits QmpCommandException, QmpTimeoutException, QmpClosedException {
    private static final long serialVersionUID = 1;

    QmpException(String message) {
        super(message);
    }

    QmpException(String message, Throwable cause) {
        super(message, cause);
    }
}
