package org.qemu.functional.qtest;

/** Thrown when data on the qtest connection violates the protocol, or did not arrive in time. */
public final class QTestProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Create an exception without a cause. */
    public QTestProtocolException(String message) {
        super(message);
    }

    /** Create an exception with the failure that caused it. */
    public QTestProtocolException(String message, Throwable cause) {
        super(message, cause);
    }
}
