package org.qemu.functional.qmp;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.FileDescriptor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.newsclub.net.unix.AFUNIXSocketChannel;

/** Cut a stream into messages, one JSON object a line, whatever pieces it comes in. */
final class QmpTransport {
    private final ReadableByteChannel in;
    private final WritableByteChannel out;
    private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).flip();
    private final ExecutorService writer = Executors.newSingleThreadExecutor(QmpTransport::thread);

    QmpTransport(ReadableByteChannel in, WritableByteChannel out) {
        this.in = in;
        this.out = out;
    }

    private static Thread thread(Runnable task) {
        Thread thread = new Thread(task, "qmp-writer");
        thread.setDaemon(true);
        return thread;
    }

    /**
     * Read the next message; one thread only.
     *
     * @param limit the longest line that is accepted, in bytes
     * @return {@code null} at the end
     * @throws IOException if the channel breaks
     * @throws QmpProtocolException if a line is too long or is not a JSON object; what begins as
     *     none is refused at its first byte
     */
    @Nullable JsonNode read(int limit) throws IOException {
        QmpLine line = new QmpLine(limit);
        while (true) {
            while (buffer.hasRemaining()) {
                int from = buffer.position();
                int to = endOfLine(from);
                line.add(buffer.array(), from, to - from);
                if (to == buffer.limit()) {
                    buffer.position(to);
                    break;
                }
                buffer.position(to + 1);
                if (!line.isBlank()) {
                    return line.parse();
                }
                line = new QmpLine(limit);
            }
            int read = in.read(buffer.clear());
            buffer.flip();
            if (read < 0) {
                return null;
            }
        }
    }

    private int endOfLine(int from) {
        int to = from;
        while (to < buffer.limit() && buffer.get(to) != '\n') {
            to++;
        }
        return to;
    }

    /**
     * Queue a message; any thread.
     *
     * <p>A thread of its own writes it: an interrupt of the caller would close the channel for all,
     * and a QEMU that does not read would hold the caller up beyond every deadline.
     *
     * @return fails with an {@link IOException} if the message cannot be written
     */
    CompletableFuture<Void> write(JsonNode message) {
        ByteBuffer bytes = ByteBuffer.wrap((Json.text(message) + "\n").getBytes(UTF_8));
        return queue(
                () -> {
                    while (bytes.hasRemaining()) {
                        out.write(bytes);
                    }
                });
    }

    private interface Write {
        void run() throws IOException;
    }

    private CompletableFuture<Void> queue(Write write) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            writer.execute(
                    () -> {
                        try {
                            write.run();
                            done.complete(null);
                        } catch (IOException | RuntimeException e) {
                            done.completeExceptionally(e);
                        }
                    });
        } catch (RejectedExecutionException e) {
            done.completeExceptionally(new ClosedChannelException());
        }
        return done;
    }

    /** Write no more: the other end is gone. */
    void endWrites() {
        writer.shutdown();
    }

    /**
     * Send a file descriptor, with a byte of white space as SCM_RIGHTS needs one to travel with.
     *
     * @return fails with an {@link IOException} if it cannot be written
     */
    CompletableFuture<Void> send(FileDescriptor descriptor) {
        if (!(out instanceof AFUNIXSocketChannel channel)) {
            throw new IllegalStateException(
                    "this monitor cannot take file descriptors; call setFdPassing(true) before launch()");
        }
        return queue(
                () -> {
                    channel.setOutboundFileDescriptors(descriptor);
                    channel.write(ByteBuffer.wrap(new byte[] {' '}));
                });
    }

    void close() throws IOException {
        endWrites();
        try (in;
                out) {
            // Both, whichever fails.
        }
    }
}
