package org.qemu.functional.asset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
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

/** Creates caches whose clock advances without waiting. */
final class CacheFixture {
    static final Instant NOW = Instant.ofEpochSecond(1_700_000_000);

    final Path directory;

    /** The pauses that were made, by any thread. */
    final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());

    /** The folder with the sources of apt; it does not exist unless a test sets it. */
    Path etcApt = Path.of("/nonexistent");

    Call.Factory client = DownloaderFixture.client();

    /** Deadline for headers and for stalls; the defaults unless a test sets them. */
    @Nullable Duration headers;

    @Nullable Duration stall;

    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);

    CacheFixture(Path directory) {
        this.directory = directory;
    }

    /** Check all bytes of a file at once: AssertJ takes two locks for each one. */
    static void assertContent(Path file, byte[] expected) throws IOException {
        int differs = Arrays.mismatch(Files.readAllBytes(file), expected);
        assertThat(differs).as("the first byte of '%s' that differs", file).isEqualTo(-1);
    }

    /** Create a cache with environment variables, given as alternating names and values. */
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
