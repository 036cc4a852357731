package org.qemu.functional.archive;

import java.util.Map;

/**
 * Bounds what one call may unpack, so that an archive made to fill a disk ends with an error.
 *
 * <p>The environment raises them for all tests: {@code QEMU_TEST_UNPACK_MAX_SIZE}, {@code
 * …_MAX_RATIO}, {@code …_MAX_MEMBERS} and {@code …_MAX_MEMORY}, a whole number each, with {@code
 * K}, {@code M}, {@code G} or {@code T} behind it for powers of 1024, such as {@code 500G}.
 *
 * @param size bytes that may be decoded or written; the holes that a sparse tar tells of do not
 *     count
 * @param ratio how many times the archive's own size may be written once that is more than 1 GiB;
 *     zeros that are not written, as a disk image is full of, do not count. For each byte of the
 *     archive a 200th of it in files and folders may be made once they are more than 10,000
 * @param members how many members may be read, and folders that no member is be made for them
 * @param memory bytes that a decoder's dictionary may take, though one in Java takes no more than
 *     half of Java's memory; zstd's may always take the 2 GiB that its format has at most
 */
public record ExtractionLimits(long size, long ratio, long members, long memory) {
    /**
     * 256 GiB, 200 times, a million members, 1 GiB: above what images, sources and root file
     * systems come to, far below what a bomb does (xz packs a repeated byte to a 7000th).
     */
    public static final ExtractionLimits DEFAULT =
            new ExtractionLimits(256L << 30, 200, 1_000_000, 1L << 30);

    static final String SIZE = "QEMU_TEST_UNPACK_MAX_SIZE";
    static final String RATIO = "QEMU_TEST_UNPACK_MAX_RATIO";
    static final String MEMBERS = "QEMU_TEST_UNPACK_MAX_MEMBERS";
    static final String MEMORY = "QEMU_TEST_UNPACK_MAX_MEMORY";

    /**
     * Takes limits above zero.
     *
     * @throws IllegalArgumentException if one is not
     */
    public ExtractionLimits {
        if (size < 1 || ratio < 1 || members < 1 || memory < 1) {
            throw new IllegalArgumentException(
                    "limits on unpacking have to be 1 or more: size %d, ratio %d, members %d, memory %d"
                            .formatted(size, ratio, members, memory));
        }
    }

    /**
     * Reads the variables that are set; the others are as in {@link #DEFAULT}.
     *
     * @throws IllegalArgumentException if one is no number above zero, with its name
     */
    public static ExtractionLimits fromEnvironment(Map<String, String> environment) {
        return new ExtractionLimits(
                SizeWithUnit.of(environment, SIZE, DEFAULT.size),
                SizeWithUnit.of(environment, RATIO, DEFAULT.ratio),
                SizeWithUnit.of(environment, MEMBERS, DEFAULT.members),
                SizeWithUnit.of(environment, MEMORY, DEFAULT.memory));
    }

    /** Returns the same limits with another size, in bytes. */
    public ExtractionLimits withSize(long bytes) {
        return new ExtractionLimits(bytes, ratio, members, memory);
    }

    /** Returns the same limits with another ratio. */
    public ExtractionLimits withRatio(long times) {
        return new ExtractionLimits(size, times, members, memory);
    }

    /** Returns the same limits with another number of members. */
    public ExtractionLimits withMembers(long count) {
        return new ExtractionLimits(size, ratio, count, memory);
    }

    /** Returns the same limits with other memory for decoders, in bytes. */
    public ExtractionLimits withMemory(long bytes) {
        return new ExtractionLimits(size, ratio, members, bytes);
    }
}
