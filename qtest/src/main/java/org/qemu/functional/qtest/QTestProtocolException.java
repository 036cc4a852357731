package org.qemu.functional.qtest;

/** What came over the qtest connection is not what the protocol says, or did not come in time. */
public final class QTestProtocolException extends RuntimeException {
    private static final long serialVersionUID = 1;

    QTestProtocolException(String message) {
        super(message);
    }

    QTestProtocolException(String message, Throwable cause) {
        super(message, cause);
    }
}
