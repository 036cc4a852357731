package org.qemu.functional.archive.internal.common;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import org.qemu.functional.archive.ExtractionLimits;

/** Counts what one pass over an archive reads and writes, and checks it against the limits. */
public final class ExtractionQuota {
    /**
     * The ratio applies above this size: an image of zeros or a log may compress to almost nothing.
     */
    private static final long RATIO_COUNTS_FROM = 1L << 30;

    /** The ratio applies above this number of files and folders, however small the archive is. */
    private static final long RATIO_OF_FILES_COUNTS_FROM = 10_000;

    /**
     * How many bytes one file or folder counts for when their number is checked against the ratio.
     */
    private static final long FILES_RATIO = 200;

    private final ExtractionLimits limits;
    private final long packed;
    private long content;
    private long written;
    private long members;
    private long made;

    /** Create a quota for an archive of a size in bytes. */
    public ExtractionQuota(ExtractionLimits limits, long packed) {
        this.limits = limits;
        this.packed = packed;
    }

    public ExtractionLimits limits() {
        return limits;
    }

    /** Count a member that is read. */
    public void member() throws IOException {
        checkInterrupt();
        count();
    }

    /** Count a folder that is not a member but the parent of one. */
    public void folder() throws IOException {
        count();
        made();
    }

    /** Count a file or folder that is created. */
    public void made() throws LimitException {
        made++;
        if (made > RATIO_OF_FILES_COUNTS_FROM
                && made > (double) packed * limits.ratio() / FILES_RATIO) {
            throw new LimitException(
                    "it unpacks to more files and folders",
                    "%s for each of its bytes".formatted((double) limits.ratio() / FILES_RATIO),
                    ExtractionLimits.RATIO,
                    Long.toString(10 * limits.ratio()));
        }
    }

    private void count() throws LimitException {
        if (++members > limits.members()) {
            throw new LimitException(
                    "it has more members",
                    Long.toString(limits.members()),
                    ExtractionLimits.MEMBERS,
                    Long.toString(2 * limits.members()));
        }
    }

    /** Count bytes of a member's content, written or not. */
    public void content(long bytes) throws IOException {
        checkInterrupt();
        content += bytes;
        checkSize(content);
    }

    /** Count bytes that are written to the disk. */
    public void written(long bytes) throws LimitException {
        written += bytes;
        if (written > RATIO_COUNTS_FROM && written / limits.ratio() > packed) {
            throw new LimitException(
                    "it unpacks to more",
                    "%d times its size".formatted(limits.ratio()),
                    ExtractionLimits.RATIO,
                    Long.toString(10 * limits.ratio()));
        }
    }

    /** Count the bytes that a decoder returns, including those of members that are skipped. */
    public InputStream metered(InputStream decoded) {
        return new Meter(decoded);
    }

    /** Stop on an interrupt: not every stream and channel responds to it. */
    private static void checkInterrupt() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
    }

    private void checkSize(long bytes) throws LimitException {
        if (bytes > limits.size()) {
            throw new LimitException(
                    "it unpacks to more",
                    SizeWithUnit.bytes(limits.size()),
                    ExtractionLimits.SIZE,
                    SizeWithUnit.bytes(2 * limits.size()).replaceAll(" (.)iB| bytes", "$1"));
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
            checkInterrupt();
            seen += Math.max(0, n);
            checkSize(seen);
        }
    }
}
