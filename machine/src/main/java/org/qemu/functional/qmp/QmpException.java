package org.qemu.functional.qmp;

/** Anything that goes wrong on a QMP connection; the subclasses tell what. */
public abstract sealed class QmpException extends RuntimeException
        permits QmpCommandException, QmpTimeoutException, QmpClosedException {
    private static final long serialVersionUID = 1;

    /** The longest message, in characters: it may quote what QEMU sent, and a test's arguments. */
    private static final int MAX_MESSAGE = 2048;

    QmpException(String message) {
        super(Excerpt.cut(message, MAX_MESSAGE));
    }

    QmpException(String message, Throwable cause) {
        super(Excerpt.cut(message, MAX_MESSAGE), cause);
    }
}
