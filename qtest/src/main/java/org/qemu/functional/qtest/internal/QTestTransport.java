package org.qemu.functional.qtest.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.EOFException;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedSelectorException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeoutException;
import org.qemu.functional.units.Seconds;

/**
 * Send bytes and receive lines over a connection. QEMU reads nothing while it cannot write, so that
 * incoming data is read during writes.
 */
public class QTestTransport implements AutoCloseable {
    /** In ns; the duration of polling, after which a wait for a reply continues in the kernel. */
    private static final long LOOKING = 100_000;

    private final AdaptiveWait choice = new AdaptiveWait();
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private byte[] received = new byte[1 << 16];
    private ByteBuffer room = ByteBuffer.wrap(received);
    private int begin;
    private int searched;
    private int end;

    public QTestTransport(SocketChannel channel) throws IOException {
        this.channel = channel;
        channel.configureBlocking(false);
        selector = channel.provider().openSelector();
        key = channel.register(selector, SelectionKey.OP_READ);
    }

    /**
     * Write all bytes.
     *
     * @throws TimeoutException if the other side reads nothing during the limit
     * @throws InterruptedIOException if the thread is interrupted; its interrupt flag stays set
     * @throws IOException if the connection is closed
     */
    public void write(ByteBuffer bytes, Duration limit) throws IOException, TimeoutException {
        while (bytes.hasRemaining()) {
            if (channel.write(bytes) == 0 && takeIn() == 0) {
                await(SelectionKey.OP_READ | SelectionKey.OP_WRITE, limit);
            }
        }
    }

    /**
     * Read a line.
     *
     * @throws TimeoutException if no data arrives during the limit
     * @throws InterruptedIOException if the thread is interrupted; its interrupt flag stays set
     * @throws EOFException if the other side has closed the connection, possibly within a line
     */
    ReplyLine readLine(Duration limit) throws IOException, TimeoutException {
        while (!findLineEnd()) {
            awaitMore(limit);
        }
        ReplyLine line = new ReplyLine(received, begin, searched);
        begin = ++searched;
        return line;
    }

    private void awaitMore(Duration limit) throws IOException, TimeoutException {
        long start = System.nanoTime();
        int came = takeIn();
        if (came > 0) {
            return;
        }
        while (choice.isLooking() && came == 0 && System.nanoTime() - start < LOOKING) {
            Thread.onSpinWait();
            came = takeIn();
        }
        if (came == 0) {
            await(SelectionKey.OP_READ, limit);
            takeIn();
        }
        choice.took(System.nanoTime() - start);
    }

    /** Return whether a complete line is available. */
    boolean hasLine() throws IOException {
        while (!findLineEnd()) {
            if (takeIn() == 0) {
                return false;
            }
        }
        return true;
    }

    private boolean findLineEnd() {
        byte[] bytes = received;
        int i = searched;
        while (i < end && bytes[i] != '\n') {
            i++;
        }
        searched = i;
        return i < end;
    }

    /** Wait until data arrives; return false if the timeout expires first. */
    boolean awaitBytes(Duration limit) throws IOException {
        try {
            await(SelectionKey.OP_READ, limit);
            return true;
        } catch (TimeoutException e) {
            return false;
        }
    }

    private int takeIn() throws IOException {
        makeRoom();
        room.limit(received.length).position(end);
        int count = channel.read(room);
        if (count < 0) {
            throw new EOFException("QEMU has closed the qtest connection");
        }
        end += count;
        return count;
    }

    /** Make room in the buffer; lines that were returned may be overwritten. */
    private void makeRoom() {
        if (begin == end) {
            begin = 0;
            end = 0;
            searched = 0;
        } else if (end == received.length) {
            int length = end - begin;
            byte[] target = length > received.length / 2 ? new byte[2 * received.length] : received;
            System.arraycopy(received, begin, target, 0, length);
            received = target;
            room = ByteBuffer.wrap(received);
            searched -= begin;
            begin = 0;
            end = length;
        }
    }

    private void await(int operations, Duration limit) throws IOException, TimeoutException {
        long millis = Math.max(1, limit.toMillis());
        if (select(operations, millis) > 0) {
            return;
        }
        if (!channel.isOpen()) {
            throw new AsynchronousCloseException();
        }
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
        throw new TimeoutException(
                "no data arrived for " + Seconds.format(Duration.ofMillis(millis)));
    }

    private int select(int operations, long millis) throws IOException {
        try {
            key.interestOps(operations);
            int ready = selector.select(millis);
            selector.selectedKeys().clear();
            return ready;
        } catch (CancelledKeyException | ClosedSelectorException e) {
            // Another thread has closed the channel.
            return 0;
        }
    }

    /** Return the incomplete line received so far, for messages. */
    String partial() {
        return new String(
                Arrays.copyOfRange(received, begin, Math.min(end, begin + 200)), ISO_8859_1);
    }

    @Override
    public void close() throws IOException {
        try (selector) {
            channel.close();
        }
    }
}
