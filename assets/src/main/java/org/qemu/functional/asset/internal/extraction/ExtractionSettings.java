package org.qemu.functional.asset.internal.extraction;

import java.nio.file.Path;
import java.util.Map;
import org.qemu.functional.files.CacheFolder;
import org.qemu.functional.units.ByteSize;

/**
 * The settings of the extraction cache in the environment.
 *
 * @param maxSize limit on the size of all results in bytes; 0 disables the cache
 */
record ExtractionSettings(Path base, long maxSize) {
    static final long DEFAULT_MAX_SIZE = 20L << 30;

    private static final String MAX_SIZE = "QEMU_TEST_UNPACKED_MAX_SIZE";

    static ExtractionSettings fromEnvironment(Map<String, String> environment) {
        return new ExtractionSettings(
                CacheFolder.fromEnvironment(environment).base(),
                ByteSize.ofVariable(environment, MAX_SIZE, DEFAULT_MAX_SIZE));
    }
}
