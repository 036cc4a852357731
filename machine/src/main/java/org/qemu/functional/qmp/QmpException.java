package org.qemu.functional.qmp;

/** The base class of all errors on a QMP connection. */
public abstract sealed class QmpException extends RuntimeException
        permits QmpCommandException, QmpTimeoutException, QmpClosedException {
    private static final long serialVersionUID = 1;

    /**
     * The maximum length of a message, in characters: it may quote QEMU's data and a test's
     * arguments.
     */
    private static final int MAX_MESSAGE = 2048;

    QmpException(String message) {
        super(Excerpt.cut(message, MAX_MESSAGE));
    }

    QmpException(String message, Throwable cause) {
        super(Excerpt.cut(message, MAX_MESSAGE), cause);
    }
}
