package org.qemu.functional.guest.channel;

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
 * What came of a stream and is not read yet. It holds no more than the guest was granted; who reads
 * grants more.
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
     * Make an empty one.
     *
     * @param lock notified when something came
     * @param grant told how many bytes were taken, every now and then
     * @param explain says what ended it early; called by who reads
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
            // In one go: else another thread may take it in between.
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

    /** Move what is here to a target; the lock is held. Returns how much to {@link #tell}. */
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

    /** Grant what was taken; the lock is not held. */
    void tell(int due) {
        if (due > 0) {
            grant.accept(due);
        }
    }
}
