package org.qemu.functional.qmp;

/** Thrown when a reply, a greeting or an event did not arrive before its deadline. */
public final class QmpTimeoutException extends QmpException {
    private static final long serialVersionUID = 1;

    QmpTimeoutException(String message) {
        super(message);
    }
}
