package org.qemu.functional.asset;

import java.nio.file.Path;
import java.util.Map;

/**
 * What the environment asks of the cache, read as QEMU's framework reads it.
 *
 * @param refresh whether to fetch anew what is there already
 * @param offline whether never to fetch
 */
record CacheSettings(Path directory, boolean refresh, boolean offline) {
    private static final String DIRECTORY = "QEMU_TEST_CACHE_DIR";
    private static final String REFRESH = "QEMU_TEST_REFRESH_CACHE";
    private static final String OFFLINE = "QEMU_TEST_NO_DOWNLOAD";

    static CacheSettings fromEnvironment(Map<String, String> environment) {
        String given = environment.getOrDefault(DIRECTORY, "");
        String home = environment.getOrDefault("HOME", "");
        Path base =
                given.isEmpty()
                        ? Path.of(home.isEmpty() ? System.getProperty("user.home") : home)
                                .resolve(".cache/qemu")
                        : Path.of(given);
        return new CacheSettings(
                base.resolve("download").toAbsolutePath().normalize(),
                environment.containsKey(REFRESH),
                !environment.getOrDefault(OFFLINE, "").isEmpty());
    }
}
