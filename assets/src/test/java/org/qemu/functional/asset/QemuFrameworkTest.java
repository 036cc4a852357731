package org.qemu.functional.asset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Shares one folder with the real asset.py of QEMU's framework, both alternately and concurrently.
 */
class QemuFrameworkTest {
    private static final int ASSETS = 4;

    @TempDir static Path tools;
    private static QemuFramework framework;

    @TempDir Path temp;

    private final MockWebServer server = new MockWebServer();
    private final List<Asset> assets = new ArrayList<>();
    private final Map<String, byte[]> contents = new ConcurrentHashMap<>();
    private final CountDownLatch mayEnd = new CountDownLatch(1);
    private CacheFixture fixture;

    @BeforeAll
    static void find() throws IOException {
        framework = QemuFramework.in(tools);
    }

    @BeforeEach
    void start() throws IOException {
        server.start();
        fixture = new CacheFixture(temp);
        Random random = new Random(3);
        for (int i = 0; i < ASSETS; i++) {
            byte[] content = new byte[300_000];
            random.nextBytes(content);
            contents.put("/" + i, content);
            assets.add(Asset.of(server.url("/" + i).toString(), CacheFixture.sha256(content)));
        }
        server.setDispatcher(
                new Dispatcher() {
                    @Override
                    public MockResponse dispatch(RecordedRequest request)
                            throws InterruptedException {
                        mayEnd.await();
                        return CacheFixture.ok(contents.get(request.getTarget())).build();
                    }
                });
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
        try (Stream<Path> files = Files.list(temp.resolve("download"))) {
            assertThat(files.map(f -> f.getFileName().toString()))
                    .noneMatch(name -> name.endsWith(".download"));
        }
    }

    @Test
    void takesWhatTheOtherFetched() throws Exception {
        mayEnd.countDown();
        Asset its = assets.get(0);
        Asset ours = assets.get(1);
        try (QemuFramework.Peer peer = framework.fetching(temp, its)) {
            peer.awaitWhole(its);
        }
        AssetCache cache = fixture.cache();
        CacheFixture.assertContent(cache.fetch(ours), contents.get("/1"));
        int requests = server.getRequestCount();

        CacheFixture.assertContent(cache.fetch(its), contents.get("/0"));
        try (QemuFramework.Peer peer = framework.fetching(temp, its, ours)) {
            peer.awaitWhole(its);
            peer.awaitWhole(ours);
            assertThat(peer.await()).isZero();
        }
        assertThat(requests).isEqualTo(2);
        assertThat(server.getRequestCount()).as("requests after either had fetched").isEqualTo(2);
    }

    @Test
    void letsTheOtherWaitForOurs() throws Exception {
        Asset asset = assets.get(0);
        try (ChildProcess ours = ChildProcess.fetching(temp, asset)) {
            server.takeRequest();
            try (QemuFramework.Peer peer = framework.fetching(temp, asset)) {
                peer.awaitWords("already exists");
                mayEnd.countDown();
                ours.awaitLine("fetched");
                peer.awaitWhole(asset);
                assertThat(peer.await()).isZero();
            }
        }
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void waitsForTheOthers() throws Exception {
        Asset asset = assets.get(0);
        try (QemuFramework.Peer peer = framework.fetching(temp, asset)) {
            server.takeRequest();
            try (ChildProcess ours = ChildProcess.fetching(temp, asset)) {
                ours.awaitLine("asking");
                mayEnd.countDown();
                ours.awaitLine("present");
                peer.awaitWhole(asset);
            }
        }
        assertThat(server.getRequestCount()).isEqualTo(1);
        CacheFixture.assertContent(fixture.entry(asset), contents.get("/0"));
    }

    @Test
    void takesOverWhenTheOtherIsKilled() throws Exception {
        Asset asset = assets.get(0);
        byte[] content = contents.get("/0");
        server.setDispatcher(
                new Dispatcher() {
                    private boolean stalled;

                    @Override
                    public MockResponse dispatch(RecordedRequest request) {
                        MockResponse.Builder response = CacheFixture.ok(content);
                        if (!stalled) {
                            stalled = true;
                            response.onResponseBody(SocketEffect.Stall.INSTANCE);
                        }
                        return response.build();
                    }
                });
        try (QemuFramework.Peer peer = framework.fetching(temp, asset)) {
            server.takeRequest();
            peer.kill();
        }
        assertThat(fixture.entry(asset)).doesNotExist();
        CacheFixture.assertContent(fixture.cache().fetch(asset), content);
        try (QemuFramework.Peer peer = framework.fetching(temp, asset)) {
            peer.awaitWhole(asset);
        }
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void mendsWhatTheOtherWouldFetchAgainToo() throws Exception {
        mayEnd.countDown();
        Asset asset = assets.get(0);
        Files.createDirectories(temp.resolve("download"));
        Files.writeString(fixture.entry(asset), "damaged");
        CacheFixture.assertContent(fixture.cache().fetch(asset), contents.get("/0"));
        try (QemuFramework.Peer peer = framework.fetching(temp, asset)) {
            peer.awaitWhole(asset);
        }
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void bothAtOnceHarmNothing() throws Exception {
        List<QemuFramework.Peer> peers = new ArrayList<>();
        List<ChildProcess> ours = new ArrayList<>();
        try {
            for (Asset asset : assets) {
                ours.add(ChildProcess.fetching(temp, asset));
                peers.add(framework.fetching(temp, assets.toArray(Asset[]::new)));
            }
            for (ChildProcess child : ours) {
                child.awaitLine("asking");
            }
            mayEnd.countDown();
            for (QemuFramework.Peer peer : peers) {
                for (Asset asset : assets) {
                    peer.awaitWhole(asset);
                }
                assertThat(peer.await()).isZero();
            }
            for (ChildProcess child : ours) {
                assertThat(child.await()).isZero();
            }
        } finally {
            peers.forEach(QemuFramework.Peer::close);
            ours.forEach(ChildProcess::close);
        }
        for (int i = 0; i < ASSETS; i++) {
            CacheFixture.assertContent(fixture.entry(assets.get(i)), contents.get("/" + i));
        }
    }
}
