package org.qemu.functional.asset;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import okhttp3.Call;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.asset.internal.download.DownloaderFixture;

/** Makes caches for which time passes at once. */
final class CacheFixture {
    static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    final Path directory;

    /** Pauses that were made, each by whom it may be. */
    final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

    /** Where the sources of apt are; nowhere, unless a test says so. */
    Path etcApt = Path.of("/nonexistent");

    Call.Factory client = DownloaderFixture.client();

    /** Deadline of the headers, and of silence; the usual ones, unless a test says so. */
    @Nullable Duration headers;

    @Nullable Duration stall;

    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

    CacheFixture(Path directory) {
        this.directory = directory;
    }

    /** Makes a cache with these variables, names and values by turns. */
    AssetCache cache(String... environment) {
        Map<String, String> variables = new HashMap<>();
        variables.put("QEMU_TEST_CACHE_DIR", directory.toString());
        for (int i = 0; i < environment.length; i += 2) {
            variables.put(environment[i], environment[i + 1]);
        }
        return new AssetCache(
                CacheSettings.fromEnvironment(variables),
                () ->
                        DownloaderFixture.of(
                                variables, etcApt, client, headers, stall, clock, pauses::add),
                clock,
                pauses::add);
    }

    Path entry(Asset asset) {
        return directory.resolve("download").resolve(asset.hash());
    }

    static String sha256(byte[] content) {
        return HexFormat.of().formatHex(HashAlgorithm.SHA256.newDigest().digest(content));
    }

    static MockResponse.Builder ok(byte[] content) {
        return new MockResponse.Builder().body(new Buffer().write(content));
    }

    static MockResponse status(int code) {
        return new MockResponse.Builder().code(code).build();
    }
}
