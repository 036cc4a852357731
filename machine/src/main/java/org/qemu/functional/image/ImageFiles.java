package org.qemu.functional.image;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Sizes of image files. */
public final class ImageFiles {
    private ImageFiles() {}

    /**
     * Round up to a power of two, as QEMU's SD cards must have.
     *
     * @param size not negative; 1 comes of 0
     * @throws IllegalArgumentException if it is negative or beyond 2^62
     */
    public static long pow2ceil(long size) {
        if (size < 0 || size > 1L << 62) {
            throw new IllegalArgumentException("'%d' has no power of two above it".formatted(size));
        }
        return size <= 1 ? 1 : Long.highestOneBit(size - 1) << 1;
    }

    /**
     * Set a file's size in bytes; what is added is zero and takes no room.
     *
     * @throws UncheckedIOException if the file is not there or cannot be changed
     */
    public static void fileTruncate(Path file, long size) {
        try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
            if (image.length() != size) {
                image.setLength(size);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot make '%s' %d bytes long".formatted(file, size), e);
        }
    }

    /**
     * Stretch an image to the next power of two.
     *
     * @throws UncheckedIOException if the file is not there or cannot be changed
     */
    public static void imagePow2ceilExpand(Path image) {
        try {
            fileTruncate(image, pow2ceil(Files.size(image)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot stretch '%s'".formatted(image), e);
        }
    }
}
