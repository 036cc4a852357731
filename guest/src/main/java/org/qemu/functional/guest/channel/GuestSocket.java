package org.qemu.functional.guest.channel;

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
 * The host's end of a port of the guest: one thread reads, and writers end when their operation
 * does, even while the guest takes nothing.
 */
final class GuestSocket implements ReadableByteChannel {
    /** Why a writer gave up; how much the guest has got is what counts then. */
    static final class NotWrittenException extends TimeoutException {
        private static final long serialVersionUID = 1;
        private final boolean partly;

        NotWrittenException(String message, boolean partly) {
            super(message);
            this.partly = partly;
        }

        /** Whether the guest got a part of what was written. */
        boolean isPartly() {
            return partly;
        }
    }

    private final SocketChannel channel;
    private final Selector readable;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();

    /** Use a connection, which belongs to this from now on. */
    GuestSocket(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        readable = Selector.open();
        channel.register(readable, SelectionKey.OP_READ);
    }

    /** Return what completes when it is closed from this side. */
    CompletableFuture<Void> closed() {
        return closed;
    }

    /**
     * Wait for bytes.
     *
     * @return how many came, at least one
     * @throws EOFException if the other end is gone
     * @throws IOException if the connection broke, or is closed from this side
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
     * Write all bytes; one thread at a time.
     *
     * @param deadline of {@link System#nanoTime()}
     * @param cancelled completes when nobody wants them written any more
     * @throws NotWrittenException if the deadline is over, or it is cancelled
     * @throws IOException if the connection broke
     */
    void write(ByteBuffer bytes, long deadline, CompletableFuture<?> cancelled)
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
            // Called at once if it is cancelled already: then the first select returns at once.
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
                    throw new NotWrittenException("it is not wanted any more", partly);
                }
                channel.write(bytes);
            }
        }
    }

    @Override
    public boolean isOpen() {
        return channel.isOpen();
    }

    /** Close the connection; whoever reads or writes ends. */
    @Override
    public void close() {
        closed.complete(null);
        readable.wakeup();
        try {
            channel.close();
            readable.close();
        } catch (IOException e) {
            // It is gone, whichever way.
        }
    }
}
