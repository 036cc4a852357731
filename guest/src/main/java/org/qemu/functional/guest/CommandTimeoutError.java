package org.qemu.functional.guest;

/**
 * A command in a guest did not end in time, and was killed; or what it was to bring about did not
 * come.
 */
public final class CommandTimeoutError extends AssertionError {
    private static final long serialVersionUID = 1;

    CommandTimeoutError(String message) {
        super(message);
    }
}
