package org.qemu.functional.gdb;

/** The stub refused something, said nonsense, was silent or went away. */
public final class GdbException extends RuntimeException {
    private static final long serialVersionUID = 1;

    GdbException(String message) {
        super(message);
    }

    GdbException(String message, Throwable cause) {
        super(message, cause);
    }
}
