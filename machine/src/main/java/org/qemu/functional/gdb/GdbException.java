package org.qemu.functional.gdb;

/**
 * Thrown when the gdbstub or gdb refuses a command, violates the protocol, does not reply in time,
 * or closes the connection.
 */
public final class GdbException extends RuntimeException {
    private static final long serialVersionUID = 1;

    GdbException(String message) {
        super(message);
    }

    GdbException(String message, Throwable cause) {
        super(message, cause);
    }
}
