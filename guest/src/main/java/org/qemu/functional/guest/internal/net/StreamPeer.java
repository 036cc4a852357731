package org.qemu.functional.guest.internal.net;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.guest.net.Frame;

/**
 * A VM's network back-end at the other end of a socket. Confined to the network's thread.
 *
 * <p>Frames that the VM does not read are kept in a queue of limited size, so that it does not
 * delay others.
 */
public final class StreamPeer implements Peer {
    /** The maximum number of bytes of queued frames, in addition to those in the socket. */
    public static final int QUEUE = 1 << 20;

    /** Large enough for a frame of maximum size; many small ones are written in one call. */
    private static final int BUFFER = 1 << 17;

    /** The maximum number of reads from a peer per iteration, so that all peers are served. */
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

    /** Whether the socket is full; the selector reports when it is not. */
    private boolean full;

    /**
     * Start to read.
     *
     * @param receiver receives the bytes of each frame
     * @param gone called once when the stream has ended: with {@code null} if the VM disconnected,
     *     else with the reason why it was closed
     */
    public StreamPeer(
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

    /** Read the available data; return whether the VM is still connected. */
    public boolean read() {
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
            // ECONNRESET: it was killed with unread frames.
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
            // EPIPE. Data that it sent earlier, and the end of the stream, are still to be read.
            queue.clear();
            queued = 0;
            out.clear().flip();
            key.interestOps(SelectionKey.OP_READ);
        }
    }

    /** Append frames of the queue to the unwritten rest; return whether there were any. */
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
            // There is no data to save.
        }
    }
}
