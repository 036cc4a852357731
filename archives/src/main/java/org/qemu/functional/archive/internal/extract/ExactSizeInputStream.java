package org.qemu.functional.archive.internal.extract;

import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Checks that a member's content has exactly the size that its header declares. */
final class ExactSizeInputStream extends FilterInputStream {
    private final long size;
    private long seen;

    /** Create a stream of an expected size, -1 for any size. */
    ExactSizeInputStream(InputStream in, long size) {
        super(in);
        this.size = size;
    }

    @Override
    public int read() throws IOException {
        int b = in.read();
        count(b < 0 ? -1 : 1);
        return b;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        int n = in.read(bytes, offset, length);
        count(n);
        return n;
    }

    @Override
    public long skip(long n) throws IOException {
        long skipped = in.skip(n);
        seen += skipped;
        return skipped;
    }

    private void count(int n) throws IOException {
        if (n > 0) {
            seen += n;
        }
        if (size >= 0 && (n < 0 ? seen < size : seen > size)) {
            throw new EOFException("its header declares %d bytes, found %d".formatted(size, seen));
        }
    }
}
