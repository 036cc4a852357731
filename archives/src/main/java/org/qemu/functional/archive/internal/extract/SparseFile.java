package org.qemu.functional.archive.internal.extract;

import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.qemu.functional.archive.internal.common.DiskException;
import org.qemu.functional.archive.internal.common.ExtractionQuota;

/** Writes a new file sequentially and leaves holes for long runs of zeros. */
final class SparseFile implements Closeable {
    /** The allocation unit of file systems; holes begin and end at its multiples. */
    private static final int PAGE = 4096;

    /**
     * Shorter runs of zeros are written: a hole has a cost, too, in extents and in one more write.
     */
    private static final int LEAST_HOLE = 64 << 10;

    private static final byte[] ZEROS = new byte[LEAST_HOLE];

    private final Path file;
    private final ExtractionQuota quota;
    private final FileChannel channel;

    /** The offset of the next byte to write. */
    private long position;

    /** Number of zeros before that offset that have not been written. */
    private long zeros;

    SparseFile(Path file, ExtractionQuota quota) throws DiskException {
        this.file = file;
        this.quota = quota;
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

    /** Append zeros as a hole. */
    void skip(long length) {
        position += length;
        zeros += length;
    }

    /** Append bytes. */
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

    /**
     * Return where data ends: at the end, or before a long run of zeros or one that reaches the
     * end.
     */
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

    /** Return the number of bytes in the zero pages from an offset on. */
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
            quota.written(PAGE); // the least that the file system allocates after a hole
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
        quota.written(bytes.remaining());
        try {
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new DiskException(file, e);
        }
    }

    /** Set the length of the file if it ends with a hole. */
    void finish() throws IOException {
        if (zeros >= LEAST_HOLE) {
            // A channel extends a file only by writing to it.
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
