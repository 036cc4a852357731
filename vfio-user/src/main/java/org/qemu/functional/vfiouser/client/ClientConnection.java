package org.qemu.functional.vfiouser.client;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.vfiouser.linux.DescriptorPoll;
import org.qemu.functional.vfiouser.transport.Message;
import org.qemu.functional.vfiouser.transport.MessageSocket;
import org.qemu.functional.vfiouser.wire.Capabilities;
import org.qemu.functional.vfiouser.wire.Command;
import org.qemu.functional.vfiouser.wire.Errno;
import org.qemu.functional.vfiouser.wire.MessageHeader;
import org.qemu.functional.vfiouser.wire.Payload;

/**
 * Sends commands and waits for their replies. Commands that the server sends in the meantime are
 * answered.
 */
final class ClientConnection implements AutoCloseable {
    private static final int ID_MASK = 0xffff;

    private final MessageSocket socket;
    private final ClientOptions options;
    private final DmaAnswers answers;
    private @Nullable MessageSocket twin;
    private Capabilities server = Capabilities.NONE;
    private int nextId;

    ClientConnection(MessageSocket socket, ClientOptions options) {
        this.socket = socket;
        this.options = options;
        answers = new DmaAnswers(options.capabilities().dataLimit());
    }

    DmaAnswers answers() {
        return answers;
    }

    MessageSocket socket() {
        return socket;
    }

    ClientOptions options() {
        return options;
    }

    /** Return what the server said that it can do. */
    Capabilities server() {
        return server;
    }

    void negotiated(Capabilities capabilities, @Nullable MessageSocket commands) {
        server = capabilities;
        twin = commands;
    }

    /** Send a command, and return its id. */
    synchronized int send(Command command, Payload payload, FileDescriptor... descriptors) {
        return send(command, payload, true, descriptors);
    }

    /** Send a command that wants no reply. */
    synchronized void post(Command command, Payload payload) {
        send(command, payload, false);
    }

    private int send(
            Command command, Payload payload, boolean wantsReply, FileDescriptor... descriptors) {
        if (descriptors.length > server.descriptorLimit()) {
            throw new IllegalArgumentException(
                    "%s with %d descriptors: the server accepts %d"
                            .formatted(command, descriptors.length, server.descriptorLimit()));
        }
        int id = nextId++ & ID_MASK;
        MessageHeader header = MessageHeader.command(id, command, payload.size());
        socket.send(wantsReply ? header : header.withoutReply(), payload, descriptors);
        return id;
    }

    /** Wait for the reply to a command; the caller closes it. */
    synchronized Message await(int id) {
        options.beforeWait().run();
        long deadline = DescriptorPoll.deadline(options.timeout());
        while (true) {
            Message message = next(deadline, true);
            if (message != null && isReply(message, id)) {
                return message;
            }
        }
    }

    /** Send a command, and return its reply; the caller closes it. */
    Message call(Command command, Payload payload, FileDescriptor... descriptors) {
        return await(send(command, payload, descriptors));
    }

    /** Send a command whose reply has no descriptors, and return the reply's payload. */
    ByteBuffer exchange(Command command, Payload payload, FileDescriptor... descriptors) {
        try (Message reply = call(command, payload, descriptors)) {
            return reply.payload();
        }
    }

    /**
     * Answer commands of the server until none comes for some time.
     *
     * @return the number of commands
     */
    synchronized int serve(Duration timeout) {
        int served = 0;
        while (next(DescriptorPoll.deadline(timeout), false) == null) {
            if (!answered) {
                return served;
            }
            served++;
        }
        throw new UnexpectedMessageException(
                socket.log().explain("a reply came although no command was sent"));
    }

    /** Whether the last call of {@link #next} answered a command. */
    private boolean answered;

    /** Return the next reply; {@code null} after a command of the server, or if nothing came. */
    private @Nullable Message next(long deadline, boolean required) {
        answered = false;
        MessageSocket from = readable(deadline);
        Duration left = Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
        Message message = required ? from.receive(left) : from.receiveOrNull(left);
        if (message == null || !message.header().isCommand()) {
            return message;
        }
        try (message) {
            answers.answer(message, from);
            answered = true;
            return null;
        }
    }

    private MessageSocket readable(long deadline) {
        MessageSocket commands = twin;
        if (commands == null) {
            return socket;
        }
        try {
            int first =
                    DescriptorPoll.any(
                            DescriptorPoll.IN, deadline, commands.number(), socket.number());
            return first == 0 ? commands : socket;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot wait for two sockets", e);
        }
    }

    private boolean isReply(Message message, int id) {
        MessageHeader header = message.header();
        if (header.id() != id) {
            message.close();
            throw new UnexpectedMessageException(
                    socket.log().explain("the reply to #%d came as '%s'".formatted(id, header)));
        }
        if (header.isError()) {
            message.close();
            throw new ErrorReplyException(
                    header,
                    socket.log()
                            .explain(
                                    "the server refused '%s' with %s (%d)"
                                            .formatted(
                                                    header.commandName(),
                                                    Errno.nameOf(header.error()),
                                                    header.error())));
        }
        return true;
    }

    @Override
    public void close() {
        MessageSocket commands = twin;
        try {
            socket.close();
        } finally {
            if (commands != null) {
                commands.close();
            }
        }
    }
}
