package org.qemu.functional.archive;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/** Writes a new file from its beginning to its end and leaves holes for long runs of zeros. */
final class SparseFile implements Closeable {
    /** What a file system allocates, and so where holes begin and end. */
    private static final int PAGE = 4096;

    /** Shorter runs are written: a hole has a price, too, in extents and in one more write. */
    private static final int LEAST_HOLE = 64 << 10;

    private static final byte[] ZEROS = new byte[LEAST_HOLE];

    private final Path file;
    private final ExtractionQuota budget;
    private final FileChannel channel;

    /** Where the next byte belongs that is given. */
    private long position;

    /** Zeros before that position that have not been written. */
    private long zeros;

    SparseFile(Path file, ExtractionQuota budget) throws DiskException {
        this.file = file;
        this.budget = budget;
        try {
            channel =
                    FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new DiskException(file, e);
        }
    }

    long position() {
        return position;
    }

    /** Leaves out so many zeros. */
    void skip(long length) {
        position += length;
        zeros += length;
    }

    /** Appends bytes. */
    void write(byte[] bytes, int length) throws IOException {
        long origin = position;
        int at = 0;
        while (at < length) {
            int zero = zerosFrom(bytes, at, length, origin);
            if (zero > 0) {
                skip(zero);
                at += zero;
                continue;
            }
            int end = endOfData(bytes, at, length, origin);
            writeZeros();
            put(ByteBuffer.wrap(bytes, at, end - at));
            position += end - at;
            at = end;
        }
    }

    /** Returns where data ends: at the end or before zeros that are long or reach to the end. */
    private static int endOfData(byte[] bytes, int from, int length, long origin) {
        int at = from;
        while (at < length) {
            int zero = zerosFrom(bytes, at, length, origin);
            if (zero >= LEAST_HOLE || (zero > 0 && at + zero == length)) {
                return at;
            }
            at += zero;
            at = endOfPage(at, length, origin);
        }
        return length;
    }

    /** Counts the bytes of the zero pages from here on. */
    private static int zerosFrom(byte[] bytes, int from, int length, long origin) {
        int at = from;
        while (at < length && bytes[at] == 0) {
            int end = endOfPage(at, length, origin);
            if (!Arrays.equals(bytes, at, end, ZEROS, 0, end - at)) {
                break;
            }
            at = end;
        }
        return at - from;
    }

    private static int endOfPage(int at, int length, long origin) {
        return (int) Math.min(length, at + PAGE - (origin + at) % PAGE);
    }

    private void writeZeros() throws IOException {
        if (zeros >= LEAST_HOLE) {
            budget.written(PAGE); // what the file system takes at least behind a hole
            try {
                channel.position(channel.position() + zeros);
            } catch (IOException e) {
                throw new DiskException(file, e);
            }
        } else if (zeros > 0) {
            put(ByteBuffer.wrap(ZEROS, 0, (int) zeros));
        }
        zeros = 0;
    }

    private void put(ByteBuffer bytes) throws IOException {
        budget.written(bytes.remaining());
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new DiskException(file, e);
        }
    }

    /** Gives the file its length if it ends with a hole. */
    void finish() throws IOException {
        if (zeros >= LEAST_HOLE) {
            // A channel lengthens a file only by writing to it.
            try (RandomAccessFile again = new RandomAccessFile(file.toFile(), "rw")) {
                again.setLength(position);
            } catch (IOException e) {
                throw new DiskException(file, e);
            }
        } else {
            writeZeros();
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
