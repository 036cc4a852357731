package org.qemu.functional.image;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Change the sizes of image files. */
public final class ImageFiles {
    private ImageFiles() {}

    /**
     * Round up to a power of two, the size that QEMU's SD cards require.
     *
     * @param size not negative; the result for 0 is 1
     * @throws IllegalArgumentException if it is negative or greater than 2^62
     */
    public static long pow2ceil(long size) {
        if (size < 0 || size > 1L << 62) {
            throw new IllegalArgumentException(
                    "cannot round '%d' up to a power of two".formatted(size));
        }
        return size <= 1 ? 1 : Long.highestOneBit(size - 1) << 1;
    }

    /**
     * Set a file's size in bytes. Added bytes are zero and take no disk space.
     *
     * @throws UncheckedIOException if the file does not exist or cannot be changed
     */
    public static void fileTruncate(Path file, long size) {
        try (RandomAccessFile image = new RandomAccessFile(file.toFile(), "rw")) {
            if (image.length() != size) {
                image.setLength(size);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "cannot resize '%s' to %d bytes".formatted(file, size), e);
        }
    }

    /**
     * Extend an image to the next power of two.
     *
     * @throws UncheckedIOException if the file does not exist or cannot be changed
     */
    public static void imagePow2ceilExpand(Path image) {
        try {
            fileTruncate(image, pow2ceil(Files.size(image)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot extend '%s'".formatted(image), e);
        }
    }
}
