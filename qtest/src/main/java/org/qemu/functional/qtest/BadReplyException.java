package org.qemu.functional.qtest;

/**
 * Thrown when a reply begins with {@code OK} but has an unexpected value; the connection is still
 * synchronized.
 */
final class BadReplyException extends Exception {
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
