package org.qemu.functional.archive.internal.decode;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.tukaani.xz.SeekableInputStream;

/** Reads a slice with random access; the end of the slice is the end of the stream. */
final class FileSliceInputStream extends SeekableInputStream {
    private final FileSlice slice;
    private final FileChannel channel;
    private long position;

    FileSliceInputStream(FileSlice slice) throws IOException {
        this.slice = slice;
        channel = FileChannel.open(slice.file());
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        long left = slice.size() - position;
        if (left <= 0 && length > 0) {
            return -1;
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, (int) Math.min(length, left));
        int n = channel.read(buffer, slice.offset() + position);
        position += Math.max(n, 0);
        return n;
    }

    @Override
    public long skip(long n) {
        long skipped = Math.max(0, Math.min(n, slice.size() - position));
        position += skipped;
        return skipped;
    }

    @Override
    public long length() {
        return slice.size();
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void seek(long to) {
        position = to;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
