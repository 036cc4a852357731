package org.qemu.functional.machine;

import org.qemu.functional.text.SafeText;

/** Thrown when the expected console output did not appear before the deadline. */
public final class ConsoleTimeoutError extends AssertionError implements WaitTimeout {
    private static final long serialVersionUID = 1;

    ConsoleTimeoutError(String message) {
        super(SafeText.lines(message));
    }
}
