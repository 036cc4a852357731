package org.qemu.functional.vfiouser.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.qemu.functional.vfiouser.linux.DescriptorPoll;
import org.qemu.functional.vfiouser.linux.DescriptorReceiver;
import org.qemu.functional.vfiouser.wire.MessageHeader;
import org.qemu.functional.vfiouser.wire.PayloadFields;

/**
 * Receives whole messages: a header and a payload may arrive in pieces.
 *
 * <p>It never reads past the end of a message, so that the descriptors that come with some bytes
 * belong to the message of these bytes.
 */
final class MessageReader {
    /** More descriptors than any message may have; each piece of a message could bring some. */
    private static final int FAR_TOO_MANY = 253;

    /** One for all connections of a thread, since each has memory outside of the heap. */
    private static final ThreadLocal<DescriptorReceiver> RECEIVER =
            ThreadLocal.withInitial(DescriptorReceiver::new);

    private final AFUNIXSocketChannel channel;
    private final int number;
    private final MessageLimits limits;
    private final MessageLog log;

    private final ByteBuffer headerBytes = PayloadFields.allocate(MessageHeader.SIZE);

    MessageReader(AFUNIXSocketChannel channel, int number, MessageLimits limits, MessageLog log) {
        this.channel = channel;
        this.number = number;
        this.limits = limits;
        this.log = log;
    }

    int number() {
        return number;
    }

    /**
     * Return the next message; {@code null} if none starts in time.
     *
     * @param start the longest wait for its first byte
     * @param timeout the longest wait for all of it
     */
    synchronized @Nullable Message receive(Duration start, Duration timeout) throws IOException {
        long deadline = DescriptorPoll.deadline(timeout);
        long startDeadline = DescriptorPoll.deadline(start);
        DescriptorList descriptors = new DescriptorList();
        try {
            headerBytes.clear();
            if (!fill(headerBytes, descriptors, startDeadline, deadline, "a header")) {
                return null;
            }
            MessageHeader header = MessageHeader.decode(headerBytes.flip());
            check(header, descriptors);
            ByteBuffer payload = PayloadFields.allocate((int) header.payloadSize());
            if (payload.hasRemaining()
                    && !fill(payload, descriptors, deadline, deadline, "a payload")) {
                throw late(payload, "the payload of " + header);
            }
            payload.flip();
            log.received(headerBytes, payload, descriptors.size());
            checkDescriptors(header, descriptors);
            Message message = new Message(header, payload, descriptors);
            descriptors = new DescriptorList();
            return message;
        } finally {
            descriptors.close();
        }
    }

    private void check(MessageHeader header, DescriptorList descriptors) {
        if (header.payloadSize() < 0 || header.size() > limits.messageSize()) {
            log.received(headerBytes, ByteBuffer.allocate(0), descriptors.size());
            throw new MalformedMessageException(
                    header,
                    log.explain(
                            "a message of %d bytes came; %d to %d are possible"
                                    .formatted(
                                            header.size(),
                                            MessageHeader.SIZE,
                                            limits.messageSize())));
        }
    }

    private void checkDescriptors(MessageHeader header, DescriptorList descriptors) {
        if (descriptors.size() > limits.descriptors()) {
            throw new MalformedMessageException(
                    header,
                    log.explain(
                            "%d descriptors came in a message; the limit is %d"
                                    .formatted(descriptors.size(), limits.descriptors())));
        }
    }

    /**
     * Fill a buffer.
     *
     * @return {@code false} if nothing came in time
     */
    private boolean fill(
            ByteBuffer into,
            DescriptorList descriptors,
            long startDeadline,
            long deadline,
            String what)
            throws IOException {
        while (into.hasRemaining()) {
            if (!channel.isOpen()) {
                throw new ClosedChannelException();
            }
            int read = RECEIVER.get().receive(number, into, descriptors::add);
            if (read < 0) {
                throw new ConnectionClosedException(
                        log.explain(
                                "the other side closed the connection after %d of %d bytes of %s"
                                        .formatted(into.position(), into.capacity(), what)),
                        null);
            }
            long until = into.position() == 0 ? startDeadline : deadline;
            if (read == 0 && !DescriptorPoll.await(number, DescriptorPoll.IN, until)) {
                if (into.position() == 0) {
                    return false;
                }
                throw late(into, what);
            }
            if (descriptors.size() > FAR_TOO_MANY) {
                throw new IOException(
                        "%d descriptors came with %s".formatted(descriptors.size(), what));
            }
        }
        return true;
    }

    private MessageTimeoutException late(ByteBuffer into, String what) {
        return new MessageTimeoutException(
                log.explain(
                        "only %d of %d bytes of %s came in time"
                                .formatted(into.position(), into.capacity(), what)));
    }
}
