package org.qemu.functional.vfiouser.transport;

import java.nio.ByteBuffer;
import org.qemu.functional.vfiouser.wire.MessageHeader;
import org.qemu.functional.vfiouser.wire.PayloadFields;

/** A received message. Its close closes the descriptors that were not taken from it. */
public final class Message implements AutoCloseable {
    private final MessageHeader header;
    private final ByteBuffer payload;
    private final DescriptorList descriptors;

    Message(MessageHeader header, ByteBuffer payload, DescriptorList descriptors) {
        this.header = header;
        this.payload = payload;
        this.descriptors = descriptors;
    }

    /** Return the header. */
    public MessageHeader header() {
        return header;
    }

    /** Return a new little-endian view of the payload, from position 0 to its limit. */
    public ByteBuffer payload() {
        return PayloadFields.view(payload);
    }

    /** Return the descriptors that came with the message. */
    public DescriptorList descriptors() {
        return descriptors;
    }

    @Override
    public void close() {
        descriptors.close();
    }

    @Override
    public String toString() {
        return MessageFormat.line(header, payload(), descriptors.size());
    }
}
