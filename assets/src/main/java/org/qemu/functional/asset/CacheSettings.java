package org.qemu.functional.asset;

import java.util.Map;
import org.qemu.functional.files.CacheFolder;

/**
 * What the environment asks of the cache, read as QEMU's framework reads it.
 *
 * @param refresh whether to fetch anew what is there already, or at least to hash it anew
 * @param offline whether never to fetch
 */
record CacheSettings(CacheFolder folder, boolean refresh, boolean offline) {
    private static final String REFRESH = "QEMU_TEST_REFRESH_CACHE";
    private static final String OFFLINE = "QEMU_TEST_NO_DOWNLOAD";

    static CacheSettings fromEnvironment(Map<String, String> environment) {
        return new CacheSettings(
                CacheFolder.fromEnvironment(environment),
                environment.containsKey(REFRESH),
                !environment.getOrDefault(OFFLINE, "").isEmpty());
    }
}
