package org.qemu.functional.asset;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Shares the cache with other processes, which can be killed or belong to QEMU's framework. */
@Timeout(120)
class ManyProcessesTest {
    @TempDir Path temp;
    final MockWebServer server = new MockWebServer();
    final byte[] content = new byte[1_000_000];
    CacheFixture fixture;
    Asset asset;
    Path download;

    @BeforeEach
    void start() throws IOException {
        new Random(1).nextBytes(content);
        server.start();
        fixture = new CacheFixture(temp);
        asset = Asset.of(server.url("/file").toString(), CacheFixture.sha256(content));
        download = Path.of(fixture.entry(asset) + ".download");
        Files.createDirectories(download.getParent());
    }

    @AfterEach
    void stop() {
        server.close();
        assertThat(download).doesNotExist();
    }

    @Test
    void fetchesOnceForTwoProcesses() throws Exception {
        CountDownLatch bothAsk = new CountDownLatch(1);
        server.setDispatcher(
                new Dispatcher() {
                    @Override
                    public MockResponse dispatch(RecordedRequest request)
                            throws InterruptedException {
                        bothAsk.await();
                        return CacheFixture.ok(content).build();
                    }
                });
        try (ChildProcess first = ChildProcess.fetching(temp, asset)) {
            server.takeRequest();
            try (ChildProcess second = ChildProcess.fetching(temp, asset)) {
                second.awaitLine("asking");
                bothAsk.countDown();
                first.awaitLine("fetched");
                second.awaitLine("present");
                assertThat(first.await()).isZero();
                assertThat(second.await()).isZero();
            }
        }
        CacheFixture.assertContent(fixture.entry(asset), content);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void fetchesAfterAnotherWasKilledInTheMiddle() throws Exception {
        server.enqueue(
                CacheFixture.ok(content).onResponseBody(SocketEffect.Stall.INSTANCE).build());
        server.enqueue(CacheFixture.ok(content).build());
        try (ChildProcess child = ChildProcess.fetching(temp, asset)) {
            child.awaitLine("received");
            child.kill();
        }
        assertThat(fixture.entry(asset)).doesNotExist();
        assertThat(download).isNotEmptyFile();

        CacheFixture.assertContent(fixture.cache().fetch(asset), content);
        assertThat(fixture.pauses).as("checks of the partial file").hasSize(1);
    }

    @Test
    void goesOnWhenTheOneItWaitsForIsKilled() throws Exception {
        server.enqueue(
                CacheFixture.ok(content).onResponseBody(SocketEffect.Stall.INSTANCE).build());
        server.enqueue(CacheFixture.ok(content).build());
        try (ChildProcess first = ChildProcess.fetching(temp, asset)) {
            first.awaitLine("received");
            try (ChildProcess second = ChildProcess.fetching(temp, asset)) {
                second.awaitLine("asking");
                first.kill();
                second.awaitLine("fetched");
            }
        }
        CacheFixture.assertContent(fixture.entry(asset), content);
    }

    @Test
    void takesOverWhatNobodyHasOpen() throws Exception {
        Files.writeString(download, "left by QEMU's framework");
        server.enqueue(CacheFixture.ok(content).build());
        CacheFixture.assertContent(fixture.cache().fetch(asset), content);
        assertThat(fixture.pauses).hasSize(1);
    }

    @Test
    void waitsForQemusFrameworkWhileItHasTheDownloadOpen() throws Exception {
        String script = "exec 3>\"$1\"; echo open; read go; exec 3>&-; rm \"$1\"";
        try (ChildProcess other = ChildProcess.shell(script, download)) {
            other.awaitLine("open");
            server.enqueue(CacheFixture.ok(content).build());
            AssetCache cache =
                    new CacheWithPause(fixture)
                            .onPause(
                                    3,
                                    () -> {
                                        assertThat(server.getRequestCount()).isZero();
                                        // It finishes by a rename, as QEMU's framework does.
                                        Path its = temp.resolve("its");
                                        Files.write(its, content, StandardOpenOption.CREATE_NEW);
                                        Files.move(its, fixture.entry(asset));
                                        other.answer();
                                        other.await();
                                    });
            assertThat(cache.fetch(asset, TransferListener.NONE)).isFalse();
        }
        assertThat(server.getRequestCount()).isZero();
        CacheFixture.assertContent(fixture.entry(asset), content);
    }

    @Test
    void losesPatienceAsQemusFrameworkDoes() throws Exception {
        String script = "exec 3>\"$1\"; echo open; read go";
        try (ChildProcess other = ChildProcess.shell(script, download)) {
            other.awaitLine("open");
            server.enqueue(CacheFixture.ok(content).build());
            CacheFixture.assertContent(fixture.cache().fetch(asset), content);
            assertThat(fixture.pauses).hasSize(90);
        }
    }
}
