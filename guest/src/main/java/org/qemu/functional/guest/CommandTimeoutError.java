package org.qemu.functional.guest;

/**
 * Thrown when a command in a guest did not end in time and was killed, or when a condition was not
 * met in time.
 */
public final class CommandTimeoutError extends AssertionError {
    private static final long serialVersionUID = 1;

    CommandTimeoutError(String message) {
        super(message);
    }
}
