package org.qemu.functional.archive.internal.format;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;

/** Reads the content of one member after another from an archive that is read sequentially. */
final class MemberContent extends InputStream {
    private final InputStream in;
    private long left;
    private int padding;

    MemberContent(InputStream in) {
        this.in = in;
    }

    /** Start the content of a member, which is followed by padding bytes. */
    void begin(long size, int padding) {
        left = size;
        this.padding = padding;
    }

    long left() {
        return left;
    }

    /** Skip the rest of a member. The padding may be missing at the end of the archive. */
    void skipRest() throws IOException {
        try {
            in.skipNBytes(left);
        } catch (EOFException e) {
            throw new EOFException("it ends within a member");
        }
        in.readNBytes(padding);
        begin(0, 0);
    }

    /** Read exactly that many bytes. */
    byte[] bytes(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("it ends within a header");
        }
        return bytes;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        if (left == 0) {
            return length == 0 ? 0 : -1;
        }
        int n = in.read(bytes, offset, (int) Math.min(length, left));
        if (n < 0) {
            throw new EOFException("%d bytes are missing".formatted(left));
        }
        left -= n;
        return n;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
