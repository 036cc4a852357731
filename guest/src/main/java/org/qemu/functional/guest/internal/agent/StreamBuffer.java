package org.qemu.functional.guest.internal.agent;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The received and unread data of a stream. It is never more than the guest was allowed to send;
 * reading allows it to send more.
 */
final class StreamBuffer extends InputStream {
    private static final int WORTH_TELLING = AgentFrame.WINDOW / 4;

    private final Object lock;
    private final IntConsumer grant;
    private final Function<Throwable, AssertionError> explain;
    private final Deque<byte[]> blocks = new ArrayDeque<>();
    private int offset;
    private int taken;
    private boolean ended;
    private @Nullable Throwable broken;

    /**
     * Create an empty buffer.
     *
     * @param lock notified when data arrives
     * @param grant called occasionally with the number of bytes read
     * @param explain returns the error for an early end; called by the reading thread
     */
    StreamBuffer(Object lock, IntConsumer grant, Function<Throwable, AssertionError> explain) {
        this.lock = lock;
        this.grant = grant;
        this.explain = explain;
    }

    void add(byte[] block) {
        synchronized (lock) {
            if (!ended) {
                blocks.add(block);
                lock.notifyAll();
            }
        }
    }

    void end(@Nullable Throwable cause) {
        synchronized (lock) {
            if (!ended) {
                ended = true;
                broken = cause;
                lock.notifyAll();
            }
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int start, int length) throws IOException {
        Objects.checkFromIndexSize(start, length, target.length);
        if (length == 0) {
            return 0;
        }
        int count;
        int due;
        Throwable failed;
        synchronized (lock) {
            while (blocks.isEmpty() && !ended) {
                await();
            }
            failed = blocks.isEmpty() ? broken : null;
            // Do this in one step: otherwise another thread may read the data in between.
            count = blocks.isEmpty() ? -1 : take(target, start, length);
            due = count < 0 ? 0 : due(count);
        }
        if (failed != null) {
            AssertionError error = explain.apply(failed);
            throw new IOException(error.getMessage(), error);
        }
        tell(due);
        return count;
    }

    private int take(byte[] target, int start, int length) {
        byte[] block = blocks.element();
        int count = Math.min(length, block.length - offset);
        System.arraycopy(block, offset, target, start, count);
        offset += count;
        if (offset == block.length) {
            blocks.remove();
            offset = 0;
        }
        return count;
    }

    @SuppressWarnings("WaitNotInLoop") // the caller loops
    private void await() throws IOException {
        try {
            lock.wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while reading a command's output", e);
        }
    }

    @Override
    public int available() {
        synchronized (lock) {
            return blocks.isEmpty() ? 0 : blocks.element().length - offset;
        }
    }

    /**
     * Move the contents to a target; the caller holds the lock. Return the count for {@link #tell}.
     */
    int drainTo(ByteArrayOutputStream target) {
        int count = 0;
        for (byte[] block : blocks) {
            target.write(block, offset, block.length - offset);
            count += block.length - offset;
            offset = 0;
        }
        blocks.clear();
        return due(count);
    }

    private int due(int count) {
        taken += count;
        if (ended || taken < WORTH_TELLING) {
            return 0;
        }
        int due = taken;
        taken = 0;
        return due;
    }

    /** Acknowledge the data read; the caller does not hold the lock. */
    void tell(int due) {
        if (due > 0) {
            grant.accept(due);
        }
    }
}
