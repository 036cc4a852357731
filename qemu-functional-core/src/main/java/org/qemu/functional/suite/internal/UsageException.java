package org.qemu.functional.suite.internal;

/** Thrown when the command line is invalid; the message is for the user. */
public final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    public UsageException(String message) {
        super(message);
    }
}
