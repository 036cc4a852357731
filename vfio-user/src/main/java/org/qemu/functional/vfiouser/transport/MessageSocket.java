package org.qemu.functional.vfiouser.transport;

import java.io.FileDescriptor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.newsclub.net.unix.FileDescriptorCast;
import org.qemu.functional.vfiouser.linux.Descriptors;
import org.qemu.functional.vfiouser.wire.MessageHeader;
import org.qemu.functional.vfiouser.wire.Payload;

/**
 * A connection that sends and receives whole messages with descriptors.
 *
 * <p>One thread may send while another one receives. A failure in the middle of a message closes
 * the connection, since its two sides no longer agree where a message starts.
 */
public final class MessageSocket implements AutoCloseable {
    /** The longest wait for the other side to take a message. */
    private static final Duration SEND_TIMEOUT = Duration.ofSeconds(10);

    private final AFUNIXSocketChannel channel;
    private final FileDescriptor descriptor;
    private final MessageReader reader;
    private final MessageWriter writer;
    private final MessageLog log;

    /** Whether another process may have the descriptor, so that the close must not shut down. */
    private boolean canBePassedOn;

    private MessageSocket(AFUNIXSocketChannel channel, MessageLimits limits, MessageLog log)
            throws IOException {
        this.channel = channel;
        this.log = log;
        descriptor = channel.getFileDescriptor();
        channel.configureBlocking(false);
        int number = Descriptors.number(descriptor);
        reader = new MessageReader(channel, number, limits, log);
        writer = new MessageWriter(channel, number, log);
    }

    static MessageSocket of(AFUNIXSocketChannel channel, MessageLimits limits, MessageLog log)
            throws IOException {
        try {
            return new MessageSocket(channel, limits, log);
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /**
     * Connect to a server.
     *
     * @throws ConnectionClosedException if nobody listens there
     */
    public static MessageSocket connect(Path path, MessageLimits limits, MessageLog log) {
        try {
            AFUNIXSocketChannel channel = AFUNIXSocketChannel.open();
            try {
                channel.configureBlocking(false);
                if (!channel.connect(AFUNIXSocketAddress.of(path)) && !channel.finishConnect()) {
                    throw new IOException("the server accepts no more connections now");
                }
                return new MessageSocket(channel, limits, log);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new ConnectionClosedException(
                    "cannot connect to '%s': %s; start the server first"
                            .formatted(path, e.getMessage()),
                    e);
        }
    }

    /**
     * Take over the descriptor of a connected socket, which may have come in a message.
     *
     * @throws UncheckedIOException if it is no UNIX socket; it is closed then
     */
    public static MessageSocket of(FileDescriptor socket, MessageLimits limits, MessageLog log) {
        try {
            return of(FileDescriptorCast.using(socket).as(AFUNIXSocketChannel.class), limits, log);
        } catch (IOException | ClassCastException e) {
            throw new UncheckedIOException(
                    "the descriptor is not a connected UNIX socket",
                    e instanceof IOException io ? io : new IOException(e));
        }
    }

    /**
     * Create two connected sockets. The close of {@link SocketEnds#other} does not end the
     * connection if another process has received its descriptor.
     */
    public static SocketEnds pair(MessageLimits limits, MessageLog one, MessageLog other) {
        try {
            List<FileDescriptor> pair = Descriptors.socketPair();
            SocketEnds ends =
                    new SocketEnds(of(pair.get(0), limits, one), of(pair.get(1), limits, other));
            ends.other().canBePassedOn = true;
            return ends;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot create a pair of sockets", e);
        }
    }

    /**
     * Two connected sockets.
     *
     * @param one the end for this process
     * @param other the end for this process or another one
     */
    public record SocketEnds(MessageSocket one, MessageSocket other) {}

    /** Return the log of this connection. */
    public MessageLog log() {
        return log;
    }

    /** Return the number of the socket's descriptor, to wait for several sockets at once. */
    public int number() {
        return reader.number();
    }

    /**
     * Return the socket's descriptor, to pass it to another process.
     *
     * @throws IOException if the socket is closed
     */
    public FileDescriptor descriptor() throws IOException {
        Descriptors.number(descriptor);
        return descriptor;
    }

    /** Tell whether this side has not closed the connection, and no failure has. */
    public boolean isOpen() {
        return channel.isOpen();
    }

    /**
     * Send a message. The size in the header is sent as it is, even if it is wrong. The descriptors
     * remain with the caller.
     *
     * @throws ConnectionClosedException if the connection is closed
     * @throws MessageTimeoutException if the other side does not take it within 10 seconds
     */
    public void send(MessageHeader header, Payload payload, FileDescriptor... descriptors) {
        guarded(() -> writer.send(header, payload, SEND_TIMEOUT, descriptors));
    }

    /**
     * Send bytes that need not be a message, such as a part of one.
     *
     * @throws ConnectionClosedException if the connection is closed
     * @throws MessageTimeoutException if the other side does not take them within 10 seconds
     */
    public void sendBytes(ByteBuffer bytes, FileDescriptor... descriptors) {
        guarded(() -> writer.sendBytes(bytes, SEND_TIMEOUT, descriptors));
    }

    /**
     * Receive the next message; the caller closes it.
     *
     * @param timeout the longest wait for all of it
     * @throws ConnectionClosedException if the connection is closed
     * @throws MessageTimeoutException if nothing comes in time, or only a part of a message
     * @throws MalformedMessageException if its size is not possible, or it has too many descriptors
     */
    public Message receive(Duration timeout) {
        Message message = receiveOrNull(timeout);
        if (message == null) {
            throw new MessageTimeoutException(
                    log.explain("no message came within %s".formatted(timeout)));
        }
        return message;
    }

    /**
     * Receive the next message, as {@link #receive}.
     *
     * @return {@code null} if nothing comes in time
     */
    public @Nullable Message receiveOrNull(Duration timeout) {
        return receive(timeout, timeout);
    }

    /**
     * Receive the next message if it has begun to come, as {@link #receive}.
     *
     * @param timeout the longest wait for the rest of it
     * @return {@code null} if nothing has come
     */
    public @Nullable Message receiveNow(Duration timeout) {
        return receive(Duration.ZERO, timeout);
    }

    private @Nullable Message receive(Duration start, Duration timeout) {
        @Nullable Message[] message = {null};
        guarded(() -> message[0] = reader.receive(start, timeout));
        return message[0];
    }

    private interface Exchange {
        void run() throws IOException;
    }

    private void guarded(Exchange exchange) {
        try {
            exchange.run();
        } catch (IOException e) {
            close();
            throw new ConnectionClosedException(log.explain("the connection is closed: " + e), e);
        } catch (ConnectionClosedException | MessageTimeoutException e) {
            close();
            throw e;
        }
    }

    /** Close the connection. A thread that waits for a message gets an exception. */
    @Override
    public void close() {
        try {
            if (canBePassedOn) {
                Descriptors.close(descriptor);
            }
            channel.close();
            // junixsocket leaves open what it did not open itself.
            Descriptors.close(descriptor);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close a socket", e);
        }
    }
}
