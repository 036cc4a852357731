package org.qemu.functional.machine;

import org.jspecify.annotations.Nullable;
import org.qemu.functional.text.SafeText;

/**
 * Thrown when QEMU exited while the test waited for something else; the message has its status and
 * last output.
 */
public final class QemuDiedError extends AssertionError {
    private static final long serialVersionUID = 1;

    private final boolean ofEnvironment;

    /** Create an error; {@code ofEnvironment} says that the host is to blame, not QEMU. */
    public QemuDiedError(String message, @Nullable Throwable cause, boolean ofEnvironment) {
        super(SafeText.lines(message), cause);
        this.ofEnvironment = ofEnvironment;
    }

    /**
     * Return whether the process that ended was not QEMU but a wrapper that did not wait for it.
     */
    public boolean isOfEnvironment() {
        return ofEnvironment;
    }
}
