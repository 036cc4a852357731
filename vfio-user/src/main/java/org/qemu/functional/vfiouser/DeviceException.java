package org.qemu.functional.vfiouser;

import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.VfioUserException;

/**
 * Thrown by a device, or by its callbacks, to refuse a request. The client gets the error number in
 * its reply.
 */
public final class DeviceException extends VfioUserException {
    private static final long serialVersionUID = 1;

    private final int errno;

    /**
     * Create a failure.
     *
     * @param errno the error number of Linux, which must be positive
     * @param message what happened, to what, and what to do
     */
    public DeviceException(int errno, String message) {
        super("%s (%s)".formatted(message, Errno.nameOf(errno)), null);
        if (errno <= 0) {
            throw new IllegalArgumentException(
                    "'%d' is not an error number: give a positive one".formatted(errno));
        }
        this.errno = errno;
    }

    /** Create a failure with one of the error numbers of Linux. */
    public DeviceException(Errno errno, String message) {
        this(errno.number(), message);
    }

    /** Return the error number of Linux. */
    public int errno() {
        return errno;
    }
}
