package org.qemu.functional.vfiouser.transport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXServerSocketChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.newsclub.net.unix.FileDescriptorCast;
import org.qemu.functional.vfiouser.linux.DescriptorPoll;

/** A UNIX socket on which a server waits for clients. Its close removes the path. */
public final class ListeningSocket implements AutoCloseable {
    private final Path path;
    private final AFUNIXServerSocketChannel channel;
    private final int number;

    private ListeningSocket(Path path, AFUNIXServerSocketChannel channel) throws IOException {
        this.path = path;
        this.channel = channel;
        channel.bind(AFUNIXSocketAddress.of(path));
        channel.configureBlocking(false);
        number = FileDescriptorCast.using(channel.getFileDescriptor()).as(Integer.class);
    }

    /**
     * Listen at a path.
     *
     * @throws UncheckedIOException if the path exists or cannot be created
     */
    public static ListeningSocket bind(Path path) {
        try {
            AFUNIXServerSocketChannel channel = AFUNIXServerSocketChannel.open();
            try {
                return new ListeningSocket(path, channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen at '%s'".formatted(path), e);
        }
    }

    /** Return the path. */
    public Path path() {
        return path;
    }

    /** Return the number of the socket's descriptor, to wait for several sockets at once. */
    public int number() {
        return number;
    }

    /**
     * Wait for a client.
     *
     * @return {@code null} if none comes in time
     * @throws ConnectionClosedException if this socket is closed, also during the wait
     */
    public @Nullable MessageSocket accept(Duration timeout, MessageLimits limits, MessageLog log) {
        try {
            long deadline = DescriptorPoll.deadline(timeout);
            while (true) {
                AFUNIXSocketChannel client = channel.accept();
                if (client != null) {
                    return MessageSocket.of(client, limits, log);
                }
                if (!DescriptorPoll.await(number, DescriptorPoll.IN, deadline)) {
                    return null;
                }
            }
        } catch (IOException e) {
            throw new ConnectionClosedException(
                    "cannot accept a client at '%s': %s".formatted(path, e.getMessage()), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close the socket at '%s'".formatted(path), e);
        }
    }
}
