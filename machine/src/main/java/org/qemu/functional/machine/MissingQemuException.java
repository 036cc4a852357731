package org.qemu.functional.machine;

import org.qemu.functional.text.SafeText;

/** There is no QEMU where one was looked for, or no program that can be executed. */
public final class MissingQemuException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    MissingQemuException(String message) {
        super(SafeText.line(message));
    }

    MissingQemuException(String message, Throwable cause) {
        super(SafeText.line(message), cause);
    }
}
