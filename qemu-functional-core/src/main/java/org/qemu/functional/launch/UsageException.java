package org.qemu.functional.launch;

/** Thrown when the command line is invalid; the message is for the user. */
public final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
