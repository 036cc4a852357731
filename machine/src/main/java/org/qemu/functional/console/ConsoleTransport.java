package org.qemu.functional.console;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.WritableByteChannel;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Transfer bytes between a socket, or two pipes, and a {@link Sink}, on a single event-driven
 * thread.
 *
 * <p>Input for the guest is queued and written as the guest reads it, so that a guest that does not
 * read blocks no caller.
 */
final class ConsoleTransport implements AutoCloseable {
    private static final int READ = 1 << 18;

    /** Receives the other end's output; called only by the transport's thread. */
    interface Sink {
        void received(byte[] bytes, int length);

        void ended();
    }

    private final ReadableByteChannel in;
    private final WritableByteChannel out;
    private final Selector selector;
    private final SelectionKey reading;

    /** The same key as {@link #reading} if there is one bidirectional channel. */
    private final SelectionKey writing;

    private final Sink sink;
    private final Queue<ByteBuffer> outgoing = new ConcurrentLinkedQueue<>();
    private volatile boolean finishing;
    private volatile long paceNanos;

    /** The time from which the next delayed character may be sent, by {@link System#nanoTime()}. */
    private long dueNanos = System.nanoTime();

    /**
     * Prepare the transfer.
     *
     * @param in the other end's output; like {@code out}, a selectable channel
     * @param out the other end's input; may be the same channel
     */
    <
                    I extends SelectableChannel & ReadableByteChannel,
                    O extends SelectableChannel & WritableByteChannel>
            ConsoleTransport(I in, O out, Sink sink) throws IOException {
        this.in = in;
        this.out = out;
        this.sink = sink;
        in.configureBlocking(false);
        out.configureBlocking(false);
        selector = Selector.open();
        reading = in.register(selector, SelectionKey.OP_READ);
        writing = (SelectableChannel) in == out ? reading : out.register(selector, 0);
    }

    void send(byte[] bytes) {
        if (paceNanos > 0) {
            for (byte b : bytes) {
                outgoing.add(ByteBuffer.wrap(new byte[] {b}));
            }
        } else {
            outgoing.add(ByteBuffer.wrap(bytes.clone()));
        }
        selector.wakeup();
    }

    /** Set the delay between two characters that are sent from now on. */
    void setPace(long nanos) {
        paceNanos = nanos;
    }

    /** End once all output received so far is read: the other end will not write more. */
    void finish() {
        finishing = true;
        selector.wakeup();
    }

    /**
     * Run the transport's thread; return when the other end has closed or {@link #finish} was
     * called.
     */
    void run() {
        try (selector;
                in;
                out) {
            move();
        } catch (IOException e) {
            // A connection reset caused by QEMU's death is a normal end: the exit status explains
            // it.
        } finally {
            sink.ended();
        }
    }

    private void move() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(READ);
        while (true) {
            long early = outgoing.isEmpty() ? 0 : dueNanos - System.nanoTime();
            if (outgoing.isEmpty() || early > 0) {
                writing.interestOpsAnd(~SelectionKey.OP_WRITE);
            } else {
                writing.interestOpsOr(SelectionKey.OP_WRITE);
            }
            boolean last = finishing;
            if (last) {
                selector.selectNow();
            } else {
                // 0 would wait without limit. A delay may be a millisecond too long.
                selector.select(early > 0 ? early / 1_000_000 + 1 : 0);
            }
            selector.selectedKeys().clear();
            int read = fill(buffer.clear());
            if (buffer.position() > 0) {
                sink.received(buffer.array(), buffer.position());
            }
            if (read < 0 || (last && buffer.position() == 0)) {
                return;
            }
            if (!last) {
                write();
            }
        }
    }

    /**
     * Read all that is there: a pipe has room for less than a guest says while it is read.
     *
     * @return what the last read did
     */
    private int fill(ByteBuffer buffer) throws IOException {
        int read;
        do {
            read = in.read(buffer);
        } while (read > 0 && buffer.hasRemaining());
        return read;
    }

    private void write() {
        try {
            for (ByteBuffer head = outgoing.peek(); head != null; head = outgoing.peek()) {
                if (dueNanos - System.nanoTime() > 0) {
                    return;
                }
                out.write(head);
                if (head.hasRemaining()) {
                    return;
                }
                outgoing.remove();
                dueNanos = System.nanoTime() + paceNanos;
            }
        } catch (IOException e) {
            // Reading detects the end. There may be more output to read before it.
            outgoing.clear();
        }
    }

    @Override
    public void close() {
        finish();
    }
}
