package org.qemu.functional.machine.daemon;

import org.qemu.functional.machine.WaitTimeout;
import org.qemu.functional.text.SafeText;

/** Thrown when a daemon did not start or end in time. */
final class DaemonTimeoutError extends AssertionError implements WaitTimeout {
    private static final long serialVersionUID = 1;

    DaemonTimeoutError(String message) {
        super(SafeText.lines(message));
    }
}
