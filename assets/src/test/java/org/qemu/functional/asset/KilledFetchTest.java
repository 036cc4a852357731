package org.qemu.functional.asset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Kills processes at any point of a fetch: an entry is either complete or absent. */
class KilledFetchTest {
    private static final int ROUNDS = 12;
    private static final int MOST_ROUNDS = 20 * ROUNDS;
    private static final long SEED = 20261121;

    private final MockWebServer server = new MockWebServer();
    private final byte[] content = new byte[2_000_000];
    private final AtomicInteger resumed = new AtomicInteger();
    private final Semaphore requests = new Semaphore(0);

    @TempDir Path temp;
    private CacheFixture fixture;
    private Asset asset;

    @BeforeEach
    void start() throws IOException {
        new Random(7).nextBytes(content);
        server.start();
        server.setDispatcher(
                new Dispatcher() {
                    @Override
                    public MockResponse dispatch(RecordedRequest request) {
                        requests.release();
                        String range = request.getHeaders().get("Range");
                        int from =
                                range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
                        MockResponse.Builder response =
                                new MockResponse.Builder()
                                        .setHeader("ETag", "\"v\"")
                                        .body(
                                                new Buffer()
                                                        .write(
                                                                content,
                                                                from,
                                                                content.length - from))
                                        .throttleBody(100_000, 20, TimeUnit.MILLISECONDS);
                        if (range != null) {
                            resumed.incrementAndGet();
                            response.code(206)
                                    .setHeader("Content-Range", "bytes " + from + "-1999999/*");
                        }
                        return response.build();
                    }
                });
        fixture = new CacheFixture(temp);
        asset = Asset.of(server.url("/file").toString(), CacheFixture.sha256(content));
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void isWholeOrAbsentWheneverItsFetcherIsKilled() throws Exception {
        Random random = new Random(SEED);
        // On a busy host, all kills may occur before the transfer. In this case, repeat with more
        // and later kills.
        for (int round = 0;
                round < ROUNDS || (resumed.get() == 0 && round < MOST_ROUNDS);
                round++) {
            requests.drainPermits();
            try (ChildProcess child = ChildProcess.fetching(temp, asset)) {
                child.awaitLine("asking");
                if (round % 2 == 1) {
                    // On a busy host, the request comes much later. It does not come at all if the
                    // one before was killed at the very end.
                    child.atEnd(requests::release);
                    requests.acquire();
                }
                // Before, during and after the transfer, which takes some 400 ms.
                boolean ended =
                        child.await(
                                random.nextInt(700 * (1 + round / ROUNDS)), TimeUnit.MILLISECONDS);
                child.kill();
                if (Files.exists(fixture.entry(asset))) {
                    assertThat(Arrays.mismatch(Files.readAllBytes(fixture.entry(asset)), content))
                            .as("round %d, seed %d, ended by itself: %b", round, SEED, ended)
                            .isEqualTo(-1);
                    Files.delete(fixture.entry(asset));
                }
            }
            assertNoStrangers();
        }
        CacheFixture.assertContent(fixture.cache().fetch(asset), content);
        assertNoStrangers();
        assertThat(Path.of(fixture.entry(asset) + ".download")).doesNotExist();
        assertThat(resumed).as("fetches that resumed a partial download").hasPositiveValue();
    }

    private void assertNoStrangers() throws IOException {
        Path download = fixture.entry(asset).getParent();
        if (!Files.exists(download)) {
            return;
        }
        try (Stream<Path> files = Files.list(download)) {
            List<String> known =
                    List.of(
                            ".lock",
                            asset.hash(),
                            asset.hash() + ".download",
                            asset.hash() + ".stamp");
            assertThat(files.map(file -> file.getFileName().toString())).isSubsetOf(known);
        }
    }
}
