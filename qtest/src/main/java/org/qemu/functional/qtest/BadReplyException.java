package org.qemu.functional.qtest;

/** A reply says {@code OK} and then not what its command asks for; the link is in step still. */
final class BadReplyException extends Exception {
    private static final long serialVersionUID = 1;

    /**
     * Say what was wanted.
     *
     * @param wanted as in "the reply to … should …"
     */
    BadReplyException(String wanted) {
        super(wanted);
    }
}
