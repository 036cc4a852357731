package org.qemu.functional.guest.internal.channel;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * The host's end of a port of the guest. One thread reads. Writes end when their operation does,
 * even if the guest reads nothing.
 */
public final class GuestSocket implements ReadableByteChannel {
    /** Thrown when a write was abandoned. It matters whether the guest has received a part. */
    public static final class NotWrittenException extends TimeoutException {
        private static final long serialVersionUID = 1;
        private final boolean partly;

        NotWrittenException(String message, boolean partly) {
            super(message);
            this.partly = partly;
        }

        /** Return whether the guest received a part of the data. */
        public boolean isPartly() {
            return partly;
        }
    }

    private final SocketChannel channel;
    private final Selector readable;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** Use a connection, which is owned by this socket from now on. */
    public GuestSocket(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        readable = Selector.open();
        channel.register(readable, SelectionKey.OP_READ);
    }

    /** Return a future that completes when this side closes the socket. */
    public CompletableFuture<Void> closed() {
        return closed;
    }

    /**
     * Wait for bytes.
     *
     * @return the number of bytes read, at least one
     * @throws EOFException if the other end has closed
     * @throws IOException if the connection failed, or is closed by this side
     */
    @Override
    public int read(ByteBuffer target) throws IOException {
        while (!closed.isDone()) {
            int count = channel.read(target);
            if (count < 0) {
                throw new EOFException("the guest's end of the channel is closed");
            }
            if (count > 0) {
                return count;
            }
            readable.select();
            readable.selectedKeys().clear();
        }
        throw new IOException("the channel to the guest was closed");
    }

    /**
     * Write all bytes; to be called by one thread at a time.
     *
     * @param deadline of {@link System#nanoTime()}
     * @param cancelled completes when the write is no longer needed
     * @throws NotWrittenException if the deadline has passed, or it is cancelled
     * @throws IOException if the connection failed
     */
    public void write(ByteBuffer bytes, long deadline, CompletableFuture<?> cancelled)
            throws IOException, NotWrittenException {
        int all = bytes.remaining();
        channel.write(bytes);
        if (bytes.hasRemaining()) {
            awaitRoom(bytes, all, deadline, CompletableFuture.anyOf(cancelled, closed));
        }
    }

    private void awaitRoom(ByteBuffer bytes, int all, long deadline, CompletableFuture<?> cancelled)
            throws IOException, NotWrittenException {
        try (Selector writable = Selector.open()) {
            channel.register(writable, SelectionKey.OP_WRITE);
            // If it is already cancelled, this runs at once, so that the first select returns at
            // once.
            CompletableFuture<?> wakeup =
                    cancelled.whenComplete((value, error) -> writable.wakeup());
            while (bytes.hasRemaining()) {
                long left = Cancellation.left(deadline).toMillis();
                boolean partly = bytes.remaining() < all;
                if (left <= 0) {
                    throw new NotWrittenException("the guest has stopped reading", partly);
                }
                writable.select(left);
                writable.selectedKeys().clear();
                if (Thread.currentThread().isInterrupted()) {
                    throw new NotWrittenException("interrupted", partly);
                }
                if (wakeup.isDone()) {
                    throw new NotWrittenException("the operation was cancelled", partly);
                }
                channel.write(bytes);
            }
        }
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Close the connection; pending reads and writes end. */
    @Override
    public void close() {
        closed.complete(null);
        readable.wakeup();
        try {
            channel.close();
            readable.close();
        } catch (IOException e) {
            // The connection is closed in any case.
        }
    }
}
