package org.qemu.functional.unpacked;

import java.nio.file.Path;
import java.util.Map;
import org.qemu.functional.amount.ByteCount;
import org.qemu.functional.files.CacheFolder;

/**
 * What the environment asks of the cache of results.
 *
 * @param maxSize of all results in bytes; 0 for no cache
 */
record UnpackedSettings(Path base, long maxSize) {
    static final long DEFAULT_MAX_SIZE = 20L << 30;

    private static final String MAX_SIZE = "QEMU_TEST_UNPACKED_MAX_SIZE";

    static UnpackedSettings fromEnvironment(Map<String, String> environment) {
        return new UnpackedSettings(
                CacheFolder.fromEnvironment(environment).base(),
                ByteCount.ofVariable(environment, MAX_SIZE, DEFAULT_MAX_SIZE));
    }
}
