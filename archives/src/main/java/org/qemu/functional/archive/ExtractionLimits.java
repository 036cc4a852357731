package org.qemu.functional.archive;

import java.util.Map;
import org.qemu.functional.archive.internal.common.SizeWithUnit;

/**
 * Limits what one call may extract, so that an archive made to fill a disk ends with an error.
 *
 * <p>The environment sets them for all tests: {@code QEMU_TEST_UNPACK_MAX_SIZE}, {@code
 * …_MAX_RATIO}, {@code …_MAX_MEMBERS} and {@code …_MAX_MEMORY}, each a whole number, optionally
 * followed by {@code K}, {@code M}, {@code G} or {@code T} for powers of 1024, such as {@code
 * 500G}.
 *
 * @param size maximum number of bytes decoded or written; the holes declared by a sparse tar do not
 *     count
 * @param ratio maximum factor between the archive's own size and the bytes written, once these are
 *     more than 1 GiB; zeros that are not written, as in a disk image, do not count. Also limits
 *     the number of files and folders to a 200th of this factor per byte of the archive, once they
 *     are more than 10,000
 * @param members maximum number of members read, including folders that are created although they
 *     are not members
 * @param memory maximum number of bytes for a decoder's dictionary; a decoder in Java uses at most
 *     half of the Java heap, and zstd may always use the 2 GiB that its format allows
 */
public record ExtractionLimits(long size, long ratio, long members, long memory) {
    /**
     * 256 GiB, 200 times, a million members, 1 GiB: more than images, sources and root file systems
     * need, far less than a decompression bomb (xz compresses a repeated byte by a factor of 7000).
     */
    public static final ExtractionLimits DEFAULT =
            new ExtractionLimits(256L << 30, 200, 1_000_000, 1L << 30);

    /** The variable for the largest size of all members, in bytes. */
    public static final String SIZE = "QEMU_TEST_UNPACK_MAX_SIZE";

    /** The variable for the largest ratio of what is written to the archive. */
    public static final String RATIO = "QEMU_TEST_UNPACK_MAX_RATIO";

    /** The variable for the largest number of members. */
    public static final String MEMBERS = "QEMU_TEST_UNPACK_MAX_MEMBERS";

    /** The variable for the memory that a decoder may use, in bytes. */
    public static final String MEMORY = "QEMU_TEST_UNPACK_MAX_MEMORY";

    /**
     * Create limits, which must be positive.
     *
     * @throws IllegalArgumentException if one is not
     */
    public ExtractionLimits {
        if (size < 1 || ratio < 1 || members < 1 || memory < 1) {
            throw new IllegalArgumentException(
                    "extraction limits must be at least 1: size %d, ratio %d, members %d, memory %d"
                            .formatted(size, ratio, members, memory));
        }
    }

    /**
     * Read the limits from the environment; those that are not set are as in {@link #DEFAULT}.
     *
     * @throws IllegalArgumentException if a value is not a positive number; the message names the
     *     variable
     */
    public static ExtractionLimits fromEnvironment(Map<String, String> environment) {
        return new ExtractionLimits(
                SizeWithUnit.of(environment, SIZE, DEFAULT.size),
                SizeWithUnit.of(environment, RATIO, DEFAULT.ratio),
                SizeWithUnit.of(environment, MEMBERS, DEFAULT.members),
                SizeWithUnit.of(environment, MEMORY, DEFAULT.memory));
    }

    /** Return the same limits with another size, in bytes. */
    public ExtractionLimits withSize(long bytes) {
        return new ExtractionLimits(bytes, ratio, members, memory);
    }

    /** Return the same limits with another ratio. */
    public ExtractionLimits withRatio(long times) {
        return new ExtractionLimits(size, times, members, memory);
    }

    /** Return the same limits with another number of members. */
    public ExtractionLimits withMembers(long count) {
        return new ExtractionLimits(size, ratio, count, memory);
    }

    /** Return the same limits with another dictionary size for decoders, in bytes. */
    public ExtractionLimits withMemory(long bytes) {
        return new ExtractionLimits(size, ratio, members, bytes);
    }
}
