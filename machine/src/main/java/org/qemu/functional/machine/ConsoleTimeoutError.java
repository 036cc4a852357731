package org.qemu.functional.machine;

import org.qemu.functional.text.SafeText;

/** What the test awaited on a console did not come before the deadline. */
public final class ConsoleTimeoutError extends AssertionError {
    private static final long serialVersionUID = 1;

    ConsoleTimeoutError(String message) {
        super(SafeText.lines(message));
    }
}
