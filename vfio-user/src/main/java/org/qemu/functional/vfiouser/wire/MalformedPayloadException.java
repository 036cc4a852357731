package org.qemu.functional.vfiouser.wire;

/** Thrown when a payload is too short, or has a field that the protocol does not allow. */
public final class MalformedPayloadException extends VfioUserException {
    private static final long serialVersionUID = 1;

    private final Errno errno;

    /**
     * Create a failure.
     *
     * @param errno the error of the reply to such a request
     */
    public MalformedPayloadException(Errno errno, String message) {
        super(message, null);
        this.errno = errno;
    }

    /** Create a failure that a server replies to with {@link Errno#EINVAL}. */
    public MalformedPayloadException(String message) {
        this(Errno.EINVAL, message);
    }

    /** Return the error that a server puts in its reply to such a request. */
    public Errno errno() {
        return errno;
    }
}
