package org.qemu.functional.download;

import java.util.Map;
import org.qemu.functional.units.ByteSize;

/**
 * What a download may take.
 *
 * @param maxSize bytes of one file
 * @param minFree bytes of the disk that stay free, but no more than a twentieth of the whole unless
 *     the environment says so
 * @param strict whether the environment says so
 */
record DownloadLimits(long maxSize, long minFree, boolean strict) {
    static final String MAX_SIZE = "QEMU_TEST_DOWNLOAD_MAX_SIZE";
    static final String MIN_FREE = "QEMU_TEST_DOWNLOAD_MIN_FREE";

    private static final long USUAL_MIN_FREE = 256 << 20;
    private static final int PART_OF_DISK = 20;

    static final DownloadLimits USUAL = new DownloadLimits(Long.MAX_VALUE, USUAL_MIN_FREE, false);

    /**
     * Read the limits.
     *
     * @throws IllegalArgumentException if a value is no size, with the name of the variable
     */
    static DownloadLimits fromEnvironment(Map<String, String> environment) {
        return new DownloadLimits(
                ByteSize.ofVariable(environment, MAX_SIZE, Long.MAX_VALUE),
                ByteSize.ofVariable(environment, MIN_FREE, USUAL_MIN_FREE),
                !environment.getOrDefault(MIN_FREE, "").isBlank());
    }

    /**
     * Returns how many bytes of a disk stay free.
     *
     * @param total bytes of the disk
     */
    long minFree(long total) {
        return strict ? minFree : Math.min(minFree, total / PART_OF_DISK);
    }
}
