package org.qemu.functional.vfiouser.internal.server;

import java.io.FileDescriptor;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.DeviceException;
import org.qemu.functional.vfiouser.internal.DeviceErrors;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.transport.MessageLog;
import org.qemu.functional.vfiouser.transport.MessageSocket;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.DmaAccess;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.MalformedPayloadException;
import org.qemu.functional.vfiouser.wire.MessageHeader;
import org.qemu.functional.vfiouser.wire.Payload;
import org.qemu.functional.vfiouser.wire.VfioUserException;

/**
 * The connection to a client after the negotiation. The server's own commands go over the twin
 * socket if the client asked for one. Otherwise a command of the client may come before the reply
 * to the server's command; it then waits in a queue. Not thread-safe.
 */
final class AttachedClient implements AutoCloseable {
    /** The most commands of a client that may wait; a well-behaved one sends few before a reply. */
    private static final int MOST_WAITING = 256;

    private static final long MAX_ERRNO = 4095;

    private final MessageSocket socket;
    private final @Nullable MessageSocket twin;
    private final long clientLimit;
    private final int serverLimit;
    private final Duration timeout;
    private final Deque<Message> waiting = new ArrayDeque<>();
    private @Nullable AwaitedReplies replies;
    private int nextId;

    /**
     * Create a connection.
     *
     * @param clientLimit the most bytes of data in a message to the client
     * @param serverLimit the most bytes of data in a message to the server
     * @param timeout the longest wait for the rest of a message, or for a reply
     */
    AttachedClient(
            MessageSocket socket,
            @Nullable MessageSocket twin,
            long clientLimit,
            int serverLimit,
            Duration timeout) {
        this.socket = socket;
        this.twin = twin;
        this.clientLimit = clientLimit;
        this.serverLimit = serverLimit;
        this.timeout = timeout;
    }

    /** Let threads of the device wait for replies that come to {@link #next}. */
    void answerTo(AwaitedReplies waits) {
        replies = waits;
    }

    MessageSocket socket() {
        return socket;
    }

    MessageLog log() {
        return socket.log();
    }

    long clientLimit() {
        return clientLimit;
    }

    int serverLimit() {
        return serverLimit;
    }

    /** Tell whether a command of the client waits in the queue. */
    boolean hasWaiting() {
        return !waiting.isEmpty();
    }

    /** Return the next command of the client; null if none has begun to come. */
    @Nullable Message next() {
        Message first = waiting.poll();
        if (first != null) {
            return first;
        }
        Message message = socket.receiveNow(timeout);
        return message != null && replies != null && replies.offer(message) ? null : message;
    }

    /** Fill a buffer with the client's memory by messages. */
    void read(long address, ByteBuffer target) {
        long at = address;
        while (target.hasRemaining()) {
            int count = (int) Math.min(target.remaining(), limit());
            DmaAccess reply = exchange(Command.DMA_READ, DmaAccess.of(at, count));
            if (reply.data().remaining() != count) {
                throw DeviceErrors.invalid(
                        "ServerReply to DMA_READ of %d bytes at 0x%x has %d bytes"
                                .formatted(count, at, reply.data().remaining()));
            }
            target.put(reply.data());
            at += count;
        }
    }

    /** Write to the client's memory by messages. */
    void write(long address, ByteBuffer source) {
        long at = address;
        while (source.hasRemaining()) {
            int count = (int) Math.min(source.remaining(), limit());
            ByteBuffer data = source.slice(source.position(), count);
            exchange(Command.DMA_WRITE, DmaAccess.of(at, data));
            source.position(source.position() + count);
            at += count;
        }
    }

    private long limit() {
        return Math.min(clientLimit, serverLimit);
    }

    private DmaAccess exchange(Command command, DmaAccess request) {
        MessageSocket channel = twin == null ? socket : twin;
        nextId = (nextId + 1) & 0xffff;
        try {
            channel.send(MessageHeader.command(nextId, command, request.size()), request);
            try (Message reply = awaitReply(channel, nextId)) {
                return check(reply, request);
            }
        } catch (DeviceException | MalformedPayloadException e) {
            throw e;
        } catch (VfioUserException e) {
            // Nobody knows any more which reply belongs to which command.
            socket.close();
            throw DeviceErrors.notConnected(
                    "%s failed, the client is lost: %s".formatted(command, e.getMessage()));
        }
    }

    private Message awaitReply(MessageSocket channel, int id) {
        AwaitedReplies waits = replies;
        return channel == socket && waits != null && waits.canWait()
                ? takeReply(waits, id)
                : receiveReply(channel, id);
    }

    private Message takeReply(AwaitedReplies waits, int id) {
        Message reply = null;
        try {
            reply = waits.await(id, timeout, socket::isOpen);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (reply == null) {
            socket.close();
            throw DeviceErrors.notConnected(
                    "The reply to command %d did not come: the client is lost".formatted(id));
        }
        return reply;
    }

    private Message receiveReply(MessageSocket channel, int id) {
        while (true) {
            Message message = channel.receive(timeout);
            MessageHeader header = message.header();
            if (header.isReply() && header.id() == id) {
                return message;
            }
            boolean canWait = channel == socket && header.isCommand();
            if (!canWait || waiting.size() == MOST_WAITING) {
                message.close();
                socket.close();
                throw DeviceErrors.notConnected(
                        "Instead of the reply to command %d, %s came: the client is lost"
                                .formatted(id, header));
            }
            waiting.add(message);
        }
    }

    private static DmaAccess check(Message reply, DmaAccess request) {
        MessageHeader header = reply.header();
        if (header.isError()) {
            boolean known = header.error() > 0 && header.error() <= MAX_ERRNO;
            throw new DeviceException(
                    known ? (int) header.error() : Errno.EINVAL.number(),
                    "The client refused an access of %d bytes at 0x%x"
                            .formatted(request.count(), request.address()));
        }
        DmaAccess access;
        try {
            access = DmaAccess.decode(reply.payload());
        } catch (MalformedPayloadException e) {
            throw DeviceErrors.invalid(e.getMessage());
        }
        if (access.address() != request.address() || access.count() != request.count()) {
            throw DeviceErrors.invalid(
                    "ServerReply to an access of %d bytes at 0x%x says %s"
                            .formatted(request.count(), request.address(), access));
        }
        return access;
    }

    /** ServerReply to a command that failed, unless the client wants no reply. */
    void refuse(MessageHeader command, int errno) {
        if (!command.isCommand() || command.wantsReply()) {
            socket.send(command.errorReply(errno), Payload.EMPTY);
        }
    }

    /** ServerReply to a command that succeeded, unless the client wants no reply. */
    void reply(MessageHeader command, ServerReply reply) {
        if (command.wantsReply()) {
            socket.send(
                    command.reply(reply.payload().size()),
                    reply.payload(),
                    reply.descriptors().toArray(FileDescriptor[]::new));
        }
    }

    @Override
    public void close() {
        waiting.forEach(Message::close);
        waiting.clear();
        if (replies != null) {
            replies.closed();
        }
        if (twin != null) {
            twin.close();
        }
        socket.close();
    }
}
