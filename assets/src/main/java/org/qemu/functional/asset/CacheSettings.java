package org.qemu.functional.asset;

import java.util.Map;
import org.qemu.functional.files.CacheFolder;

/**
 * The settings of the cache in the environment, read as QEMU's framework reads them.
 *
 * @param refresh whether to download cached assets again, or at least to hash them again
 * @param offline whether downloads are disabled
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
