package org.qemu.functional.archive;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;

/** Counts what one pass over an archive comes to, against the limits. */
final class ExtractionQuota {
    /** What a disk image of zeros or a log may come to, whatever it was packed to. */
    private static final long RATIO_COUNTS_FROM = 1L << 30;

    /** What any archive may have of files, however small it is. */
    private static final long RATIO_OF_FILES_COUNTS_FROM = 10_000;

    /** How many bytes a file or folder counts for when their number is held to the ratio. */
    private static final long FILES_RATIO = 200;

    private final ExtractionLimits limits;
    private final long packed;
    private long content;
    private long written;
    private long members;
    private long made;

    /** Takes the size of the archive in bytes. */
    ExtractionQuota(ExtractionLimits limits, long packed) {
        this.limits = limits;
        this.packed = packed;
    }

    ExtractionLimits limits() {
        return limits;
    }

    /** Counts a member that is read. */
    void member() throws IOException {
        obeyInterrupt();
        count();
    }

    /** Counts a folder that no member is, and that is made because one is to be in it. */
    void folder() throws IOException {
        count();
        made();
    }

    /** Counts a file or folder that is made. */
    void made() throws LimitException {
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

    /** Counts bytes of a member's content, written or not. */
    void content(long bytes) throws IOException {
        obeyInterrupt();
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
                    ExtractionLimits.RATIO,
                    Long.toString(10 * limits.ratio()));
        }
    }

    /** Counts what a decoder gives, also of members that nobody wants. */
    InputStream metered(InputStream decoded) {
        return new Meter(decoded);
    }

    /** Ends what an interrupt is to end, as not all that reads or writes sees to it. */
    private static void obeyInterrupt() throws InterruptedIOException {
        if (Thread.currentThread().isInterrupted()) {
            throw new InterruptedIOException("interrupted");
        }
    }

    private void holdToSize(long bytes) throws LimitException {
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
            obeyInterrupt();
            seen += Math.max(0, n);
            holdToSize(seen);
        }
    }
}
