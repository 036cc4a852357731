package org.qemu.functional.archive.internal.decode;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * Reads on a separate thread, so that decoding and writing overlap. That thread ends before {@link
 * #close} returns.
 */
final class ReadAhead extends InputStream {
    private static final int CHUNKS = 8;

    /**
     * Bytes requested at once: a decoder that fails in the middle of a larger request discards the
     * bytes it has already decoded.
     */
    private static final int STEP = 8 << 10;

    /** What the thread passes to the reader. */
    private static final class Chunk {
        static final byte[] NONE = {};

        final byte[] bytes;
        final int length;

        /** What ended the reading, or {@code null} if nothing failed. */
        final @Nullable Throwable failure;

        Chunk(byte[] bytes, int length, @Nullable Throwable failure) {
            this.bytes = bytes;
            this.length = length;
            this.failure = failure;
        }
    }

    private final BlockingQueue<Chunk> full = new ArrayBlockingQueue<>(CHUNKS + 1);
    private final BlockingQueue<byte[]> free = new ArrayBlockingQueue<>(CHUNKS);
    private final InputStream in;
    private final Runnable abort;
    private final Thread thread;
    private Chunk chunk = new Chunk(Chunk.NONE, 0, null);
    private int position;
    private boolean ended;

    private ReadAhead(InputStream in, String name, Runnable abort) {
        this.in = in;
        this.abort = abort;
        thread = new Thread(this::fill, "unpack-" + name);
        thread.setDaemon(true);
    }

    /**
     * Start to read.
     *
     * @param abort makes a blocked read return; called on another thread than the reading one
     */
    static ReadAhead start(InputStream in, String name, Runnable abort) {
        ReadAhead ahead = new ReadAhead(in, name, abort);
        ahead.thread.start();
        return ahead;
    }

    private void fill() {
        try {
            int allocated = 0;
            Chunk last;
            do {
                byte[] bytes = free.poll();
                if (bytes == null) {
                    bytes = allocated++ < CHUNKS ? new byte[Streams.CHUNK] : free.take();
                }
                last = chunkInto(bytes);
                full.put(last);
            } while (last.length == Streams.CHUNK && last.failure == null);
        } catch (InterruptedException e) {
            return; // closed
        } catch (OutOfMemoryError e) {
            fail(e);
        }
    }

    /**
     * Read a chunk. It includes the bytes before a failure, which may tell which member is damaged.
     */
    private Chunk chunkInto(byte[] bytes) {
        int length = 0;
        try {
            while (length < bytes.length) {
                int n = in.read(bytes, length, Math.min(STEP, bytes.length - length));
                if (n < 0) {
                    break;
                }
                length += n;
            }
            return new Chunk(bytes, length, null);
        } catch (Throwable e) { // passed to the reader
            return new Chunk(bytes, length, e);
        }
    }

    private void fail(Throwable e) {
        try {
            full.put(new Chunk(Chunk.NONE, 0, e));
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public int read() throws IOException {
        return ready() ? chunk.bytes[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!ready()) {
            return -1;
        }
        int n = Math.min(length, chunk.length - position);
        System.arraycopy(chunk.bytes, position, bytes, offset, n);
        position += n;
        return n;
    }

    @Override
    public long skip(long n) throws IOException {
        if (n <= 0 || !ready()) {
            return 0;
        }
        int skipped = (int) Math.min(n, chunk.length - position);
        position += skipped;
        return skipped;
    }

    /** Wait for the next byte and return whether there is one. */
    private boolean ready() throws IOException {
        while (position == chunk.length && !ended) {
            if (chunk.length > 0) {
                free.add(chunk.bytes);
            }
            chunk = take();
            position = 0;
            ended = chunk.length < Streams.CHUNK || chunk.failure != null;
        }
        if (position == chunk.length) {
            throwFailure();
        }
        return position < chunk.length;
    }

    private Chunk take() throws InterruptedIOException {
        try {
            return full.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        }
    }

    private void throwFailure() throws IOException {
        Throwable failure = chunk.failure;
        if (failure instanceof IOException e) {
            throw e;
        }
        if (failure instanceof RuntimeException e) {
            throw e;
        }
        if (failure instanceof OutOfMemoryError e) {
            throw new IOException(
                    "decoding it needs more memory than the Java heap has; raise -Xmx", e);
        }
        if (failure instanceof Error e) {
            throw e;
        }
    }

    @Override
    public void close() throws IOException {
        ended = true;
        abort.run();
        thread.interrupt();
        Uninterruptibles.join(thread);
        in.close();
    }
}
