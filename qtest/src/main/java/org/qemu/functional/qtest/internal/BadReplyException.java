package org.qemu.functional.qtest.internal;

/**
 * Thrown when a reply begins with {@code OK} but has an unexpected value; the connection is still
 * synchronized.
 */
public final class BadReplyException extends Exception {
    private static final long serialVersionUID = 1;

    /**
     * Create an exception.
     *
     * @param wanted completes "the reply to … should …"
     */
    BadReplyException(String wanted) {
        super(wanted);
    }
}
