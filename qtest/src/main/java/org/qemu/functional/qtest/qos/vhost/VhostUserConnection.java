package org.qemu.functional.qtest.qos.vhost;

import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.newsclub.net.unix.AFUNIXSocketChannel;
import org.newsclub.net.unix.FileDescriptorCast;
import org.qemu.functional.vfiouser.linux.DescriptorPoll;
import org.qemu.functional.vfiouser.linux.DescriptorReceiver;
import org.qemu.functional.vfiouser.linux.Descriptors;

/** A connection, on which QEMU sends requests with descriptors. */
final class VhostUserConnection implements AutoCloseable {
    /** The size of the request's number, flags and size. */
    private static final int HEADER = 12;

    private static final int VERSION = 1;
    private static final int REPLY = 1 << 2;

    /** How long one poll waits; another one follows. */
    private static final Duration POLL = Duration.ofMinutes(1);

    private final AFUNIXSocketChannel channel;
    private final int number;
    private final DescriptorReceiver receiver = new DescriptorReceiver();

    /**
     * A request.
     *
     * @param number one of {@link VhostUserRequest}
     * @param payload little-endian
     * @param descriptors those that came with it, which belong to the receiver
     */
    record Request(int number, ByteBuffer payload, List<FileDescriptor> descriptors) {}

    VhostUserConnection(AFUNIXSocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        this.number = FileDescriptorCast.using(channel.getFileDescriptor()).as(Integer.class);
    }

    /**
     * Wait for the next request.
     *
     * @throws IOException at the end of the connection
     */
    Request receive() throws IOException {
        List<FileDescriptor> descriptors = new ArrayList<>();
        try {
            ByteBuffer header = fill(HEADER, descriptors);
            return new Request(header.getInt(), fill(header.getInt(8), descriptors), descriptors);
        } catch (IOException e) {
            for (FileDescriptor descriptor : descriptors) {
                Descriptors.close(descriptor);
            }
            throw e;
        }
    }

    private ByteBuffer fill(int size, List<FileDescriptor> descriptors) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (DescriptorPoll.await(number, DescriptorPoll.IN, DescriptorPoll.deadline(POLL))
                    && receiver.receive(number, bytes, descriptors::add) < 0) {
                throw new EOFException("QEMU has closed the connection");
            }
        }
        return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
    }

    /** Reply to a request. */
    void reply(int request, byte[] payload) throws IOException {
        ByteBuffer bytes =
                ByteBuffer.allocate(HEADER + payload.length)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putInt(request)
                        .putInt(VERSION | REPLY)
                        .putInt(payload.length)
                        .put(payload)
                        .flip();
        while (bytes.hasRemaining()) {
            channel.write(bytes);
        }
    }

    /** End the connection; a thread that waits in {@link #receive} notices it. */
    void shutdown() throws IOException {
        channel.shutdownInput();
        channel.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
