package org.qemu.functional.qmp;

/** A reply, a greeting or an event did not come before its deadline. */
public final class QmpTimeoutException extends QmpException {
    private static final long serialVersionUID = 1;

    QmpTimeoutException(String message) {
        super(message);
    }
}
