package org.qemu.functional.unpacked;

import java.nio.file.Path;
import java.util.Map;

/**
 * What the environment asks of the cache of results.
 *
 * @param maxSize of all results in bytes; 0 for no cache
 */
record UnpackedSettings(Path base, long maxSize) {
    static final long DEFAULT_MAX_SIZE = 20L << 30;

    private static final String DIRECTORY = "QEMU_TEST_CACHE_DIR";
    private static final String MAX_SIZE = "QEMU_TEST_UNPACKED_MAX_SIZE";

    static UnpackedSettings fromEnvironment(Map<String, String> environment) {
        String given = environment.getOrDefault(DIRECTORY, "");
        String home = environment.getOrDefault("HOME", "");
        String size = environment.getOrDefault(MAX_SIZE, "");
        Path base =
                given.isEmpty()
                        ? Path.of(home.isEmpty() ? System.getProperty("user.home") : home)
                                .resolve(".cache/qemu")
                        : Path.of(given);
        return new UnpackedSettings(
                base, size.isBlank() ? DEFAULT_MAX_SIZE : ByteSize.parse(MAX_SIZE, size));
    }
}
