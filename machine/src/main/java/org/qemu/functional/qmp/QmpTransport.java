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

/** Split a stream that arrives in pieces into messages, one JSON object per line. */
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
     * Read the next message; to be called by one thread only.
     *
     * @param limit the maximum length of a line, in bytes
     * @return {@code null} at the end
     * @throws IOException if the channel fails
     * @throws QmpProtocolException if a line is too long or is not a JSON object; a line that does
     *     not begin like one is rejected at its first byte
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
     * Queue a message. Thread-safe.
     *
     * <p>A dedicated thread writes it: an interrupt of the calling thread would close the channel
     * for all, and a QEMU that does not read would block the caller beyond any deadline.
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

    /** Stop writing, because the other end is gone. */
    void endWrites() {
        writer.shutdown();
    }

    /**
     * Send a file descriptor with one byte of white space, since SCM_RIGHTS requires data.
     *
     * @return fails with an {@link IOException} if it cannot be written
     */
    CompletableFuture<Void> send(FileDescriptor descriptor) {
        if (!(out instanceof AFUNIXSocketChannel channel)) {
            throw new IllegalStateException(
                    "this monitor cannot receive file descriptors; call setFdPassing(true) before launch()");
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
            // Close both, even if one fails.
        }
    }
}
