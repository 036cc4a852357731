package org.qemu.functional.machine;

/**
 * QEMU exited while the test waited for something else; the message has its status and last words.
 */
public final class QemuDiedError extends AssertionError {
    private static final long serialVersionUID = 1;

    QemuDiedError(String message, Throwable cause) {
        super(message, cause);
    }

    QemuDiedError(String message) {
        super(message);
    }
}
