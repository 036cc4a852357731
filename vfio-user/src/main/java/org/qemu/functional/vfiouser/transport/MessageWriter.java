package org.qemu.functional.vfiouser.transport;

import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.qemu.functional.vfiouser.linux.DescriptorPoll;
import org.qemu.functional.vfiouser.wire.MessageHeader;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.PayloadFields;

/** Sends whole messages, in pieces if the socket is full. */
final class MessageWriter {
    private static final int SMALL = 1 << 16;

    private final AFUNIXSocketChannel channel;
    private final int number;
    private final MessageLog log;

    /** Direct, because the socket would copy a heap buffer. */
    private final ByteBuffer small =
            ByteBuffer.allocateDirect(SMALL).order(ByteOrder.LITTLE_ENDIAN);

    MessageWriter(AFUNIXSocketChannel channel, int number, MessageLog log) {
        this.channel = channel;
        this.number = number;
        this.log = log;
    }

    synchronized void send(
            MessageHeader header, Payload payload, Duration timeout, FileDescriptor... descriptors)
            throws IOException {
        int size = MessageHeader.SIZE + payload.size();
        ByteBuffer out = size <= SMALL ? small.clear() : PayloadFields.allocate(size);
        header.encode(out);
        payload.encode(out);
        write(out.flip(), timeout, descriptors);
    }

    synchronized void sendBytes(ByteBuffer bytes, Duration timeout, FileDescriptor... descriptors)
            throws IOException {
        write(bytes.duplicate(), timeout, descriptors);
    }

    private void write(ByteBuffer out, Duration timeout, FileDescriptor... descriptors)
            throws IOException {
        for (FileDescriptor descriptor : descriptors) {
            if (!descriptor.valid()) {
                throw new IllegalArgumentException(
                        "a descriptor to send is closed; keep it open until the message is sent");
            }
        }
        log.sent(out, descriptors.length);
        long deadline = DescriptorPoll.deadline(timeout);
        int size = out.remaining();
        while (out.hasRemaining()) {
            if (descriptors.length > 0 && out.remaining() == size) {
                // A write to a full socket forgets them.
                channel.setOutboundFileDescriptors(descriptors);
            }
            if (channel.write(out) == 0
                    && !DescriptorPoll.await(number, DescriptorPoll.OUT, deadline)) {
                throw new MessageTimeoutException(
                        log.explain(
                                "the other side took only %d of %d bytes within %s"
                                        .formatted(size - out.remaining(), size, timeout)));
            }
        }
    }
}
