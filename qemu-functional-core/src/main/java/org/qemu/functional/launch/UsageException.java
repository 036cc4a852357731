package org.qemu.functional.launch;

/** The command line asks for what cannot be done; the message is for whoever typed it. */
public final class UsageException extends Exception {
    private static final long serialVersionUID = 1;

    UsageException(String message) {
        super(message);
    }
}
