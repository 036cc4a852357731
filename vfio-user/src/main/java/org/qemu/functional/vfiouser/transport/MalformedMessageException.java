package org.qemu.functional.vfiouser.transport;

import org.qemu.functional.vfiouser.wire.MessageHeader;
import org.qemu.functional.vfiouser.wire.VfioUserException;

/**
 * Thrown when the size in a header is not possible, or too many descriptors came. The descriptors
 * are closed. If the size is wrong, the payload was not read.
 */
public final class MalformedMessageException extends VfioUserException {
    private static final long serialVersionUID = 1;

    private final transient MessageHeader header;

    MalformedMessageException(MessageHeader header, String message) {
        super(message, null);
        this.header = header;
    }

    /** Return the header that came. */
    public MessageHeader header() {
        return header;
    }
}
