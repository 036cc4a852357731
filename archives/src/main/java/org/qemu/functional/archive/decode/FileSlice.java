package org.qemu.functional.archive.decode;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A part of a file, which can be read as often as one wants.
 *
 * @param offset bytes before it
 * @param size bytes in it
 */
public record FileSlice(Path file, long offset, long size) {
    /** Takes the whole of a regular file. */
    public static FileSlice whole(Path file) throws IOException {
        return new FileSlice(file, 0, Files.size(file));
    }

    /** Takes a part of this one. */
    public FileSlice part(long from, long length) throws EOFException {
        if (from < 0 || length < 0 || from + length > size) {
            throw new EOFException(
                    "%d bytes are told and %d there".formatted(length, Math.max(0, size - from)));
        }
        return new FileSlice(file, offset + from, length);
    }

    /** Opens it at its beginning, with a buffer that suits both disks and decoders. */
    public BufferedInputStream open() throws IOException {
        return MagicBytes.buffered(bytes());
    }

    /** Opens it at its beginning, without a buffer. */
    InputStream bytes() throws IOException {
        return isWhole() ? Files.newInputStream(file) : new FileSliceInputStream(this);
    }

    boolean isWhole() throws IOException {
        return offset == 0 && size == Files.size(file);
    }
}
