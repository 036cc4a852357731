package org.qemu.functional.machine;

import org.qemu.functional.text.SafeText;

/** Thrown when no QEMU was found, or the given path is not an executable program. */
public final class MissingQemuException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    MissingQemuException(String message) {
        super(SafeText.line(message));
    }

    MissingQemuException(String message, Throwable cause) {
        super(SafeText.line(message), cause);
    }
}
