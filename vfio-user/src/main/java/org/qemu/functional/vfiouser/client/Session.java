package org.qemu.functional.vfiouser.client;

import java.io.FileDescriptor;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.transport.MessageSocket;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.MessageHeader;
import org.qemu.functional.vfiouser.wire.Payload;

/**
 * A connection whose client and server are in one thread, so that a test reads from top to bottom:
 * each command is sent, then the server runs once, then the reply is received.
 *
 * <pre>{@code
 * msg(session, Command.DEVICE_GET_INFO, DeviceInfo.request(8), Errno.EINVAL);
 * }</pre>
 */
public final class Session implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int ID_MASK = 0xffff;

    private final MessageSocket socket;
    private final Runnable server;
    private int nextId = 1;

    /**
     * Create a session, which closes the socket.
     *
     * @param server handles one message of the client
     */
    public Session(MessageSocket socket, Runnable server) {
        this.socket = socket;
        this.server = server;
    }

    /** Return the client's socket. */
    public MessageSocket socket() {
        return socket;
    }

    /**
     * Send a command, let the server handle it, and return the reply, whose descriptors the caller
     * closes.
     *
     * @param expectErrno the error that the reply must have; {@code null} if it must have none
     * @param fds descriptors to send, which remain with the caller
     * @throws AssertionError if the reply does not have this error, or is no reply to this command
     */
    public static Message msg(
            Session session,
            Command command,
            Payload payload,
            @Nullable Errno expectErrno,
            FileDescriptor... fds) {
        return session.exchange(command.code(), payload, expectErrno, fds);
    }

    /** Send a command that must succeed, as the other method. */
    public static Message msg(Session session, Command command, Payload payload) {
        return session.exchange(command.code(), payload, null);
    }

    /** Send a command that may be none of the protocol, and return the reply. */
    public Message exchange(
            int command, Payload payload, @Nullable Errno expectErrno, FileDescriptor... fds) {
        int id = send(command, payload, fds);
        server.run();
        return reply(id, command, expectErrno);
    }

    /** Send a command and return its id; the server does not run. */
    public int send(int command, Payload payload, FileDescriptor... fds) {
        int id = nextId++ & ID_MASK;
        long size = (long) MessageHeader.SIZE + payload.size();
        socket.send(new MessageHeader(id, command, size, 0, 0), payload, fds);
        return id;
    }

    /** Let the server handle one message. */
    public void run() {
        server.run();
    }

    /**
     * Receive the reply to a command.
     *
     * @param expectErrno the error that the reply must have; {@code null} if it must have none
     * @throws AssertionError if the reply does not have this error, or is no reply to this command
     */
    public Message reply(int id, int command, @Nullable Errno expectErrno) {
        Message reply = socket.receive(TIMEOUT);
        MessageHeader header = reply.header();
        int expected = expectErrno == null ? 0 : expectErrno.number();
        boolean isReply = header.isReply() && header.id() == id && header.command() == command;
        if (!isReply || header.isError() != (expectErrno != null) || header.error() != expected) {
            reply.close();
            throw new AssertionError(
                    socket.log()
                            .explain(
                                    "expected a reply to %s #%d %s, but '%s' came"
                                            .formatted(
                                                    Command.nameOf(command),
                                                    id,
                                                    expectErrno == null
                                                            ? "without error"
                                                            : "with " + expectErrno,
                                                    header)));
        }
        return reply;
    }

    /**
     * Assert that the server has sent nothing more.
     *
     * @throws AssertionError if it has
     */
    public void expectNothing() {
        try (Message message = socket.receiveOrNull(Duration.ZERO)) {
            if (message != null) {
                throw new AssertionError(
                        socket.log().explain("expected nothing, but '%s' came".formatted(message)));
            }
        }
    }

    @Override
    public void close() {
        socket.close();
    }
}
