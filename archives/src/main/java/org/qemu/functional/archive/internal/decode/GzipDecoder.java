package org.qemu.functional.archive.internal.decode;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.qemu.functional.archive.internal.common.ExtractionWarnings;

/**
 * Decodes gzip data, RFC 1952, to the end of the last of several streams. As the tools do, it skips
 * zeros after or between streams as padding and ignores other data after the end.
 */
final class GzipDecoder extends InputStream {
    private static final int DEFLATE = 8;
    private static final int HEADER_CHECKSUM = 0x02;
    private static final int EXTRA = 0x04;
    private static final int NAME = 0x08;
    private static final int COMMENT = 0x10;
    private static final int RESERVED = 0xe0;

    private final InputStream in;
    private final ExtractionWarnings notes;
    private final Inflater inflater = new Inflater(true);
    private final CRC32 checksum = new CRC32();
    private final byte[] buffer = new byte[1 << 16];
    private int position;
    private int limit;
    private boolean ended;

    GzipDecoder(InputStream in, ExtractionWarnings notes) throws IOException {
        this.in = in;
        this.notes = notes;
        if (next() != 0x1f || next() != 0x8b) {
            throw new IOException("it does not begin with a gzip header");
        }
        readHeader();
    }

    /** Read the header after the two magic bytes. */
    private void readHeader() throws IOException {
        checksum.update(0x1f);
        checksum.update(0x8b);
        if (nextSummed() != DEFLATE) {
            throw new IOException("its compression method is unknown");
        }
        int flags = nextSummed();
        if ((flags & RESERVED) != 0) {
            throw new IOException("it has unknown flags");
        }
        for (int i = 0; i < 6; i++) {
            nextSummed(); // time, compression level and operating system
        }
        if ((flags & EXTRA) != 0) {
            int length = nextSummed() | nextSummed() << 8;
            for (int i = 0; i < length; i++) {
                nextSummed();
            }
        }
        skipText(flags & NAME);
        skipText(flags & COMMENT);
        int sum = (int) checksum.getValue() & 0xffff;
        if ((flags & HEADER_CHECKSUM) != 0 && (next() | next() << 8) != sum) {
            throw new IOException("the checksum of its header is wrong");
        }
        checksum.reset();
        inflater.reset();
    }

    private void skipText(int flag) throws IOException {
        while (flag != 0 && nextSummed() != 0) {
            // The name and the comment are not used.
        }
    }

    private int nextSummed() throws IOException {
        int b = next();
        checksum.update(b);
        return b;
    }

    private int next() throws IOException {
        int b = nextOrEnd();
        if (b < 0) {
            throw new EOFException("it ends too early");
        }
        return b;
    }

    private int nextOrEnd() throws IOException {
        return position < limit || fill() ? buffer[position++] & 0xff : -1;
    }

    private boolean fill() throws IOException {
        int n = in.read(buffer, 0, buffer.length);
        position = 0;
        limit = Math.max(0, n);
        return n > 0;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!ended) {
            int n = inflate(bytes, offset, length);
            if (n > 0) {
                checksum.update(bytes, offset, n);
                return n;
            }
            if (inflater.finished()) {
                position = limit - inflater.getRemaining();
                checkEnd();
                ended = !findNext();
            } else if (inflater.needsDictionary()) {
                throw new IOException("it needs a preset dictionary");
            } else if (position < limit || fill()) {
                inflater.setInput(buffer, position, limit - position);
                position = limit;
            } else {
                throw new EOFException("it ends too early");
            }
        }
        return -1;
    }

    private int inflate(byte[] bytes, int offset, int length) throws IOException {
        try {
            return inflater.inflate(bytes, offset, length);
        } catch (DataFormatException e) {
            throw new IOException(String.valueOf(e.getMessage()), e);
        }
    }

    private void checkEnd() throws IOException {
        if (nextInt() != (int) checksum.getValue()) {
            throw new IOException("its checksum is wrong");
        }
        if (nextInt() != (int) inflater.getBytesWritten()) {
            throw new IOException("its length is wrong");
        }
    }

    private int nextInt() throws IOException {
        return next() | next() << 8 | next() << 16 | next() << 24;
    }

    /** Advance to the next stream; return false if there is none. */
    private boolean findNext() throws IOException {
        long zeros = 0;
        int b = nextOrEnd();
        for (; b == 0; b = nextOrEnd()) {
            zeros++;
        }
        if (zeros > 0) {
            notes.add("ignored %d zeros after its end".formatted(zeros));
        }
        if (b < 0) {
            return false;
        }
        if (b != 0x1f || nextOrEnd() != 0x8b) {
            notes.add("ignored data after its end that is not gzip");
            return false;
        }
        checksum.reset();
        readHeader();
        return true;
    }

    @Override
    public void close() throws IOException {
        inflater.end();
        in.close();
    }
}
