package org.qemu.functional.qmp;

/** The other side sent what is not QMP, or too much of it: the connection is of no more use. */
public final class QmpProtocolException extends QmpClosedException {
    private static final long serialVersionUID = 1;

    QmpProtocolException(String message) {
        super(message);
    }

    QmpProtocolException(String message, Throwable cause) {
        super(message, cause);
    }
}
