package org.qemu.functional.asset.internal.download.transfer;

import java.util.Map;
import org.qemu.functional.units.ByteSize;

/**
 * The limits of a download.
 *
 * @param maxSize maximum size of one file in bytes
 * @param minFree disk space in bytes that must stay free; at most a twentieth of the disk unless
 *     the environment sets it
 * @param strict whether the environment sets it
 */
public record DownloadLimits(long maxSize, long minFree, boolean strict) {
    static final String MAX_SIZE = "QEMU_TEST_DOWNLOAD_MAX_SIZE";
    static final String MIN_FREE = "QEMU_TEST_DOWNLOAD_MIN_FREE";

    private static final long USUAL_MIN_FREE = 256 << 20;
    private static final int PART_OF_DISK = 20;

    static final DownloadLimits USUAL = new DownloadLimits(Long.MAX_VALUE, USUAL_MIN_FREE, false);

    /**
     * Read the limits from the environment.
     *
     * @throws IllegalArgumentException if a value is not a size; the message names the variable
     */
    public static DownloadLimits fromEnvironment(Map<String, String> environment) {
        return new DownloadLimits(
                ByteSize.ofVariable(environment, MAX_SIZE, Long.MAX_VALUE),
                ByteSize.ofVariable(environment, MIN_FREE, USUAL_MIN_FREE),
                !environment.getOrDefault(MIN_FREE, "").isBlank());
    }

    /**
     * Return how many bytes of a disk must stay free.
     *
     * @param total size of the disk in bytes
     */
    long minFree(long total) {
        return strict ? minFree : Math.min(minFree, total / PART_OF_DISK);
    }
}
