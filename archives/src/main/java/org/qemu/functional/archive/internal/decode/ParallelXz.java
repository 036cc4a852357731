package org.qemu.functional.archive.internal.decode;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.SeekableXZInputStream;

/** Decodes several blocks of an .xz file in parallel; {@code xz -T} and dpkg write such files. */
final class ParallelXz extends InputStream {
    private final ExecutorService threads;
    private final List<SeekableXZInputStream> all = new ArrayList<>();
    private final Queue<SeekableXZInputStream> idle = new ConcurrentLinkedQueue<>();
    private final SeekableXZInputStream index;
    private final Deque<Future<byte[]>> ahead = new ArrayDeque<>();
    private int next;
    private byte[] block = {};
    private int position;

    private ParallelXz(List<SeekableXZInputStream> streams) {
        all.addAll(streams);
        idle.addAll(streams);
        index = streams.get(0);
        threads =
                Executors.newFixedThreadPool(
                        streams.size(),
                        task -> {
                            Thread thread = new Thread(task, "unpack-xz");
                            thread.setDaemon(true);
                            return thread;
                        });
        // One block more than there are threads, so that a decoded block can wait to be read.
        for (int i = 0; i <= streams.size(); i++) {
            submit();
        }
    }

    /**
     * Open a file that has several blocks, none of which is too large.
     *
     * @param memory maximum number of bytes for all blocks being decoded, including their decoders
     * @return {@code null} if only one thread can be used
     */
    static @Nullable InputStream open(FileSlice packed, int threads, long memory)
            throws IOException {
        List<SeekableXZInputStream> streams = new ArrayList<>();
        try {
            streams.add(new SeekableXZInputStream(new FileSliceInputStream(packed), kib(memory)));
            SeekableXZInputStream first = streams.get(0);
            int blocks = first.getBlockCount();
            long biggest = 0;
            for (int i = 0; i < blocks; i++) {
                biggest = Math.max(biggest, first.getBlockSize(i));
            }
            // Memory is used by the block being read, the one that waits, and per thread a decoder
            // and its block.
            long dictionary = Math.min(biggest, 64L << 20);
            long room = memory - 2 * biggest;
            int count =
                    (int) Math.min(Math.min(threads, blocks), room / (biggest + dictionary + 1));
            if (count < 2) {
                first.close();
                return null;
            }
            while (streams.size() < count) {
                streams.add(
                        new SeekableXZInputStream(new FileSliceInputStream(packed), kib(memory)));
            }
            return new ParallelXz(streams);
        } catch (IOException | RuntimeException e) {
            for (SeekableXZInputStream stream : streams) {
                stream.close();
            }
            throw e;
        }
    }

    static int kib(long memory) {
        return (int) Math.min(Integer.MAX_VALUE, memory >> 10);
    }

    private void submit() {
        if (next < index.getBlockCount()) {
            int number = next++;
            ahead.add(threads.submit(() -> decode(number)));
        }
    }

    private byte[] decode(int number) throws IOException {
        SeekableXZInputStream stream = idle.remove(); // there are as many as threads
        try {
            stream.seekToBlock(number);
            byte[] bytes = new byte[(int) stream.getBlockSize(number)];
            int n = stream.readNBytes(bytes, 0, bytes.length);
            if (n < bytes.length) {
                throw new IOException("block %d ends too early".formatted(number));
            }
            return bytes;
        } finally {
            idle.add(stream);
        }
    }

    @Override
    public int read() throws IOException {
        return ready() ? block[position++] & 0xff : -1;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!ready()) {
            return -1;
        }
        int n = Math.min(length, block.length - position);
        System.arraycopy(block, position, bytes, offset, n);
        position += n;
        return n;
    }

    private boolean ready() throws IOException {
        while (position == block.length) {
            Future<byte[]> first = ahead.poll();
            if (first == null) {
                return false;
            }
            block = new byte[0]; // so that it can be collected before the next one is ready
            position = 0;
            block = resultOf(first);
            submit();
        }
        return true;
    }

    private static byte[] resultOf(Future<byte[]> future) throws IOException {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted");
        } catch (ExecutionException e) {
            if (e.getCause() instanceof OutOfMemoryError) {
                throw new IOException(
                        "decoding it needs more memory than the Java heap has; raise -Xmx", e);
            }
            String message = String.valueOf(e.getCause().getMessage());
            throw new IOException(message, e.getCause());
        }
    }

    @Override
    public void close() throws IOException {
        Uninterruptibles.end(threads);
        for (SeekableXZInputStream stream : all) {
            stream.close();
        }
    }
}
