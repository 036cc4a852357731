package org.qemu.functional.archive.internal.decode;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A part of a file, which can be read any number of times.
 *
 * @param offset number of bytes before it
 * @param size number of bytes in it
 */
public record FileSlice(Path file, long offset, long size) {
    /** Return a slice that is an entire regular file. */
    public static FileSlice ofFile(Path file) throws IOException {
        return new FileSlice(file, 0, Files.size(file));
    }

    /**
     * Return a part of this slice.
     *
     * @throws EOFException if this slice is too short
     */
    public FileSlice part(long from, long length) throws EOFException {
        if (from < 0 || length < 0 || from + length > size) {
            throw new EOFException(
                    "its header declares %d bytes, found %d"
                            .formatted(length, Math.max(0, size - from)));
        }
        return new FileSlice(file, offset + from, length);
    }

    /** Open it at its beginning, with a buffer size that suits both disks and decoders. */
    public BufferedInputStream open() throws IOException {
        return MagicBytes.buffered(bytes());
    }

    /** Open it at its beginning, without a buffer. */
    InputStream bytes() throws IOException {
        return isEntireFile() ? Files.newInputStream(file) : new FileSliceInputStream(this);
    }

    boolean isEntireFile() throws IOException {
        return offset == 0 && size == Files.size(file);
    }
}
