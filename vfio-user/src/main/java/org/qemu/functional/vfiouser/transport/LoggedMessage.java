package org.qemu.functional.vfiouser.transport;

import java.nio.ByteBuffer;
import org.qemu.functional.vfiouser.wire.MalformedPayloadException;
import org.qemu.functional.vfiouser.wire.MessageHeader;
import org.qemu.functional.vfiouser.wire.PayloadFields;

/**
 * The start of a message that was sent or received. It is decoded only if somebody reads it.
 *
 * @param direction {@code ->} or {@code <-}
 * @param bytes the first bytes, with the header
 * @param size the number of all bytes
 */
record LoggedMessage(String direction, ByteBuffer bytes, int size, int descriptors) {
    /** The number of bytes that are kept of a message. */
    static final int KEPT = 512;

    private static final String INDENT = "       ";

    String format() {
        byte[] kept = new byte[bytes.remaining()];
        bytes.duplicate().get(kept);
        String hex = MessageFormat.hex(kept, INDENT);
        return "    %s %s%n%s%s"
                .formatted(
                        direction,
                        line(),
                        hex,
                        size > kept.length
                                ? "%s… and %d bytes more%n".formatted(INDENT, size - kept.length)
                                : "");
    }

    private String line() {
        try {
            ByteBuffer payload = bytes.duplicate();
            MessageHeader header = MessageHeader.decode(bytes);
            payload.position(payload.position() + MessageHeader.SIZE);
            return MessageFormat.line(header, PayloadFields.view(payload), descriptors);
        } catch (MalformedPayloadException e) {
            return "%d bytes, which are no message".formatted(size);
        }
    }
}
