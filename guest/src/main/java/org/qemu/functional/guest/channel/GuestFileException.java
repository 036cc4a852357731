package org.qemu.functional.guest.channel;

/** Thrown when a guest cannot read or write a file; the message has the guest's reason. */
public final class GuestFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** Create an exception with the reason that the guest gave. */
    public GuestFileException(String message) {
        super(message);
    }
}
