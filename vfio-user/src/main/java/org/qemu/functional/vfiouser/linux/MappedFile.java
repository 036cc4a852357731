package org.qemu.functional.vfiouser.linux;

import java.io.EOFException;
import java.io.FileDescriptor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.util.ArrayList;
import java.util.List;

/**
 * A shared mapping of a file that this process has as a descriptor.
 *
 * <p>It remains after the descriptor is closed, until the object is garbage: an access can
 * therefore never touch memory that is no longer mapped. If the other side shortens the file, an
 * access past its new end throws an {@link IOException}, or an {@link InternalError} in this thread
 * soon after: HotSpot reports SIGBUS late in compiled code.
 */
public final class MappedFile {
    /** The size of a part of a mapping, in bytes; a buffer has less than 2 GiB. */
    private static final long PART = 1L << 30;

    private final List<ByteBuffer> parts;
    private final long size;

    private MappedFile(List<ByteBuffer> parts, long size) {
        this.parts = parts;
        this.size = size;
    }

    /**
     * Map a part of a file. The descriptor remains with the caller.
     *
     * @param offset where the part starts in the file, in bytes
     * @param size the size of the part, in bytes
     * @throws IOException if the file is shorter, or cannot be mapped
     */
    public static MappedFile map(
            FileDescriptor descriptor, long offset, long size, boolean writable)
            throws IOException {
        String path = Descriptors.path(descriptor).toString();
        try (RandomAccessFile file = new RandomAccessFile(path, writable ? "rw" : "r");
                FileChannel channel = file.getChannel()) {
            // The JDK would extend a file that is too short.
            if (offset < 0
                    || size < 0
                    || channel.size() < offset
                    || channel.size() - offset < size) {
                throw new IOException(
                        "cannot map %s bytes at offset %s of a file of %d bytes"
                                .formatted(
                                        Long.toUnsignedString(size),
                                        Long.toUnsignedString(offset),
                                        channel.size()));
            }
            MapMode mode = writable ? MapMode.READ_WRITE : MapMode.READ_ONLY;
            List<ByteBuffer> parts = new ArrayList<>();
            for (long at = 0; at < size; at += PART) {
                long length = Math.min(PART, size - at);
                parts.add(channel.map(mode, offset + at, length).order(ByteOrder.LITTLE_ENDIAN));
            }
            return new MappedFile(parts, size);
        }
    }

    /** Return the size of the mapping, in bytes. */
    public long size() {
        return size;
    }

    /**
     * Read at an offset until the buffer is full.
     *
     * @throws IndexOutOfBoundsException if the range leaves the mapping
     * @throws IOException if the file has become shorter
     */
    public void read(long offset, ByteBuffer into) throws IOException {
        copy(offset, into.remaining(), part -> into.put(part));
    }

    /**
     * Write all that a buffer has left at an offset.
     *
     * @throws IndexOutOfBoundsException if the range leaves the mapping
     * @throws IOException if the file has become shorter
     */
    public void write(long offset, ByteBuffer from) throws IOException {
        copy(
                offset,
                from.remaining(),
                part -> {
                    ByteBuffer piece = from.slice().limit(part.remaining());
                    part.put(piece);
                    from.position(from.position() + piece.limit());
                });
    }

    private interface Copy {
        void accept(ByteBuffer part);
    }

    private void copy(long offset, int length, Copy copy) throws IOException {
        check(offset, length);
        long at = offset;
        try {
            for (int left = length; left > 0; ) {
                int start = (int) (at % PART);
                int piece = (int) Math.min(left, PART - start);
                copy.accept(
                        parts.get((int) (at / PART))
                                .duplicate()
                                .limit(start + piece)
                                .position(start));
                at += piece;
                left -= piece;
            }
        } catch (InternalError e) {
            // This is how HotSpot reports SIGBUS in an access to a mapping.
            EOFException shortened =
                    new EOFException(
                            "the other side shortened the file: %d bytes at offset %d are gone"
                                    .formatted(length, offset));
            shortened.initCause(e);
            throw shortened;
        }
    }

    /**
     * Return a little-endian view of a range, for accesses without copies. An access past the end
     * of a file that has become shorter throws an {@link InternalError}.
     *
     * @throws IndexOutOfBoundsException if the range leaves the mapping
     * @throws IllegalArgumentException if the range crosses a boundary of 1 GiB
     */
    public ByteBuffer buffer(long offset, int length) {
        check(offset, length);
        int start = (int) (offset % PART);
        if (start + (long) length > PART) {
            throw new IllegalArgumentException(
                    "%d bytes at offset %d cross a boundary of 1 GiB; use read() and write()"
                            .formatted(length, offset));
        }
        return length == 0
                ? ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN)
                : parts.get((int) (offset / PART))
                        .slice(start, length)
                        .order(ByteOrder.LITTLE_ENDIAN);
    }

    private void check(long offset, long length) {
        if (offset < 0 || length < 0 || offset > size || length > size - offset) {
            throw new IndexOutOfBoundsException(
                    "%d bytes at offset %s are outside a mapping of %d bytes"
                            .formatted(length, Long.toUnsignedString(offset), size));
        }
    }
}
