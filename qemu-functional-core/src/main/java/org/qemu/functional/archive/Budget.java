package org.qemu.functional.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Counts what one pass over an archive comes to, against the limits. */
final class Budget {
    /** What a disk image of zeros or a log may come to, whatever it was packed to. */
    private static final long RATIO_COUNTS_FROM = 1L << 30;

    private final UnpackLimits limits;
    private final long packed;
    private long content;
    private long written;
    private long members;

    /** Takes the size of the archive in bytes. */
    Budget(UnpackLimits limits, long packed) {
        this.limits = limits;
        this.packed = packed;
    }

    UnpackLimits limits() {
        return limits;
    }

    void member() throws LimitException {
        if (++members > limits.members()) {
            throw new LimitException(
                    "it has more members",
                    Long.toString(limits.members()),
                    UnpackLimits.MEMBERS,
                    Long.toString(2 * limits.members()));
        }
    }

    /** Counts bytes of a member's content, written or not. */
    void content(long bytes) throws LimitException {
        content += bytes;
        holdToSize(content);
    }

    /** Counts bytes that go to the disk. */
    void written(long bytes) throws LimitException {
        written += bytes;
        if (written > RATIO_COUNTS_FROM && written / limits.ratio() > packed) {
            throw new LimitException(
                    "it unpacks to more",
                    "%d times its size".formatted(limits.ratio()),
                    UnpackLimits.RATIO,
                    Long.toString(10 * limits.ratio()));
        }
    }

    /** Counts what a decoder gives, also of members that nobody wants. */
    InputStream metered(InputStream decoded) {
        return new Meter(decoded);
    }

    private void holdToSize(long bytes) throws LimitException {
        if (bytes > limits.size()) {
            throw new LimitException(
                    "it unpacks to more",
                    Quantity.bytes(limits.size()),
                    UnpackLimits.SIZE,
                    Quantity.bytes(2 * limits.size()).replaceAll(" (.)iB| bytes", "$1"));
        }
    }

    private final class Meter extends FilterInputStream {
        private long seen;

        Meter(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int b = in.read();
            count(b < 0 ? 0 : 1);
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
            count(skipped);
            return skipped;
        }

        private void count(long n) throws IOException {
            seen += Math.max(0, n);
            holdToSize(seen);
        }
    }
}
