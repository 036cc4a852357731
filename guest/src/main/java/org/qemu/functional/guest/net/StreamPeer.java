package org.qemu.functional.guest.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A VM's network back-end at the far end of a socket. Touched by the network's thread alone.
 *
 * <p>What the VM does not read waits in a queue of limited size, so that it holds nobody else up.
 */
final class StreamPeer implements Peer {
    /** How many bytes of frames may wait, besides those in the socket: a slow guest's queue. */
    static final int QUEUE = 1 << 20;

    /** Has room for a longest frame at least; many small ones go in one call. */
    private static final int BUFFER = 1 << 17;

    /** How often a peer is read in one turn, so that none starves the others. */
    private static final int READS = 4;

    private final SocketChannel channel;
    private final Consumer<byte[]> receiver;
    private final Consumer<@Nullable IOException> gone;
    private final FrameDecoder decoder = new FrameDecoder();
    private final ByteBuffer out = ByteBuffer.allocateDirect(BUFFER).flip();
    private final Deque<Frame> queue = new ArrayDeque<>();
    private final SelectionKey key;
    private int queued;
    private boolean closed;

    /** Whether the socket has no room; the selector tells when it has. */
    private boolean full;

    /**
     * Begin to read.
     *
     * @param receiver gets the bytes of each frame
     * @param gone is told once that the stream has ended: {@code null} if the VM went away, else
     *     why it was closed
     */
    StreamPeer(
            SocketChannel channel,
            IoLoop loop,
            Consumer<byte[]> receiver,
            Consumer<@Nullable IOException> gone)
            throws IOException {
        this.channel = channel;
        this.receiver = receiver;
        this.gone = gone;
        channel.configureBlocking(false);
        key = loop.register(channel, SelectionKey.OP_READ, this::ready);
    }

    private void ready() {
        if (key.isValid() && key.isWritable()) {
            full = false;
            flush();
        }
        if (key.isValid() && key.isReadable()) {
            read();
        }
    }

    /** Read what there is; returns whether the VM is still there. */
    boolean read() {
        try {
            for (int i = 0; i < READS && !closed; i++) {
                boolean more = decoder.fill(channel);
                int frames = 0;
                for (byte[] frame = decoder.next(); frame != null; frame = decoder.next()) {
                    receiver.accept(frame);
                    frames++;
                }
                if (!more) {
                    end(null);
                } else if (frames == 0) {
                    break;
                }
            }
        } catch (FrameDecoder.MalformedException e) {
            end(e);
        } catch (IOException e) {
            // ECONNRESET: it was killed with frames unread.
            end(null);
        }
        return !closed;
    }

    private void end(@Nullable IOException reason) {
        if (!closed) {
            close();
            gone.accept(reason);
        }
    }

    @Override
    public boolean offer(Frame frame) {
        if (queued + frame.length() > QUEUE) {
            return false;
        }
        queue.add(frame);
        queued += frame.length();
        return true;
    }

    @Override
    public void flush() {
        if (closed || full) {
            return;
        }
        try {
            while (!full && (fill() || out.hasRemaining())) {
                channel.write(out);
                full = out.hasRemaining();
            }
            int operations =
                    full ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ;
            if (key.interestOps() != operations) {
                key.interestOps(operations);
            }
        } catch (IOException e) {
            // EPIPE. What it had sent before is still to be read, and the end after it.
            queue.clear();
            queued = 0;
            out.clear().flip();
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    /** Put frames from the queue behind what a write left over; returns whether there were any. */
    private boolean fill() {
        if (queue.isEmpty()) {
            return false;
        }
        out.compact();
        for (Frame next = queue.peek();
                next != null && out.remaining() >= Integer.BYTES + next.length();
                next = queue.peek()) {
            out.putInt(next.length());
            next.putTo(out);
            queued -= next.length();
            queue.remove();
        }
        out.flip();
        return true;
    }

    @Override
    public void close() {
        closed = true;
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            // Nothing is left to be saved.
        }
    }
}
