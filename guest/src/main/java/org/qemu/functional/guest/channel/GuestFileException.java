package org.qemu.functional.guest.channel;

/** A guest could not read or write a file; the message has the guest's reason. */
public final class GuestFileException extends RuntimeException {
    private static final long serialVersionUID = 1;

    GuestFileException(String message) {
        super(message);
    }
}
