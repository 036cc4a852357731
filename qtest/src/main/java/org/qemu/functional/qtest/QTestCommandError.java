package org.qemu.functional.qtest;

import org.qemu.functional.qtest.internal.QTestConnection;

/** Thrown when QEMU refused a command of the qtest protocol. */
public final class QTestCommandError extends AssertionError {
    private static final long serialVersionUID = 1;

    private final String reply;

    /** Create an error for a command and the reply that refused it. */
    public QTestCommandError(String command, String reply) {
        super(
                "qtest command '%s' was refused: %s"
                        .formatted(QTestConnection.quote(command), QTestConnection.quote(reply)));
        this.reply = reply;
    }

    /** Return the reply, such as {@code FAIL Unknown device}. */
    public String reply() {
        return reply;
    }
}
