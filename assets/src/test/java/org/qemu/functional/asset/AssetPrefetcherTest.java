package org.qemu.functional.asset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.asset.internal.progress.Progress;

class AssetPrefetcherTest {
    @TempDir Path temp;
    final MockWebServer server = new MockWebServer();
    final ByteArrayOutputStream out = new ByteArrayOutputStream();
    AssetPrefetcher precache;
    CacheFixture fixture;

    @BeforeEach
    void start() throws IOException {
        server.start();
        fixture = new CacheFixture(temp);
        precache = precacheInto(fixture.cache());
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void tellsWhatBecameOfEach() {
        server.setDispatcher(
                new Dispatcher() {
                    @Override
                    public MockResponse dispatch(RecordedRequest request) {
                        return switch (request.getTarget()) {
                            case "/gone" -> CacheFixture.status(404);
                            case "/busy" -> CacheFixture.status(503);
                            default -> CacheFixture.ok(bytes(request.getTarget())).build();
                        };
                    }
                });
        Asset here = asset("/here");
        fixture.cache().fetch(here);

        PrefetchResult result =
                precache.fetch(
                        List.of(
                                asset("/gone"),
                                asset("/busy"),
                                here,
                                asset("/new"),
                                asset("/new")));

        assertThat(result.fetched()).containsExactly(asset("/new"));
        assertThat(result.present()).containsExactly(here);
        assertThat(result.transientFailures()).containsOnlyKeys(asset("/busy"));
        assertThat(result.permanentFailures()).containsOnlyKeys(asset("/gone"));
        assertThat(result.complete()).isFalse();
        assertThat(out.toString(StandardCharsets.UTF_8).lines())
                .contains(
                        "fetching %s (4B)".formatted(asset("/new").url()),
                        "ok " + asset("/new").url(),
                        "ok %s (in the cache)".formatted(here.url()))
                .anyMatch(line -> line.startsWith("failed " + asset("/gone").url()))
                .anyMatch(line -> line.startsWith("unavailable " + asset("/busy").url()))
                // The duration of the pause is random, so that clients do not retry at the same
                // time.
                .anyMatch(
                        line ->
                                line.startsWith("retrying " + asset("/busy").url() + " in ")
                                        && line.contains("503"));

        assertThat(precache.fetch(List.of(here, asset("/new"))).complete()).isTrue();
    }

    @Test
    void fetchesFourAtOnce() {
        CountDownLatch four = new CountDownLatch(4);
        server.setDispatcher(
                new Dispatcher() {
                    @Override
                    public MockResponse dispatch(RecordedRequest request)
                            throws InterruptedException {
                        four.countDown();
                        four.await(); // this would wait forever if there were fewer
                        return CacheFixture.ok(bytes(request.getTarget())).build();
                    }
                });
        PrefetchResult result =
                precacheInto(fixture.cache())
                        .fetch(IntStream.range(0, 8).mapToObj(i -> asset("/" + i)).toList());
        assertThat(result.fetched()).hasSize(8);
    }

    private AssetPrefetcher precacheInto(AssetCache cache) {
        return AssetPrefetcher.into(
                cache, Progress.lines(new PrintStream(out, true, StandardCharsets.UTF_8)));
    }

    private Asset asset(String path) {
        return Asset.of(server.url(path).toString(), CacheFixture.sha256(bytes(path)));
    }

    private static byte[] bytes(String path) {
        return path.getBytes(StandardCharsets.UTF_8);
    }
}
