package org.qemu.functional.machine;

import org.jspecify.annotations.Nullable;
import org.qemu.functional.text.SafeText;

/**
 * QEMU exited while the test waited for something else; the message has its status and last words.
 */
public final class QemuDiedError extends AssertionError {
    private static final long serialVersionUID = 1;

    private final boolean ofEnvironment;

    QemuDiedError(String message, @Nullable Throwable cause, boolean ofEnvironment) {
        super(SafeText.lines(message), cause);
        this.ofEnvironment = ofEnvironment;
    }

    /**
     * Whether it was no QEMU that ended, but a wrapper that did not wait for the QEMU it started.
     */
    public boolean isOfEnvironment() {
        return ofEnvironment;
    }
}
