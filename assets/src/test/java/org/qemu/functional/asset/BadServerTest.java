package org.qemu.functional.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.SocketEffect;
import okhttp3.OkHttpClient;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.asset.internal.download.DownloaderFixture;

/** Fetches from servers with errors. */
class BadServerTest {
    @TempDir Path temp;
    final MockWebServer server = new MockWebServer();
    final byte[] content = new byte[300_000];
    CacheFixture fixture;
    Asset asset;

    @BeforeEach
    void start() throws IOException {
        new Random(1).nextBytes(content);
        fixture = new CacheFixture(temp);
        server.start();
        asset = Asset.of(server.url("/file").toString(), CacheFixture.sha256(content));
    }

    @AfterEach
    void nothingTornIsLeft() throws IOException {
        server.close();
        try (Stream<Path> files = Files.list(temp.resolve("download"))) {
            assertThat(files.filter(f -> f.toString().endsWith(".download"))).isEmpty();
        }
        if (Files.exists(fixture.entry(asset))) {
            assertThat(fixture.entry(asset)).hasBinaryContent(content);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 403, 404, 410, 451})
    void failsAtOnceForWhatIsPermanent(int code) {
        server.enqueue(CacheFixture.status(code));
        assertPermanent("answered " + code);
        assertThat(server.getRequestCount()).isEqualTo(1);
        assertThat(fixture.pauses).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {429, 500, 502, 503, 504})
    void triesThreeTimesAndIsUnavailableForWhatMayPass(int code) {
        for (int i = 0; i < 3; i++) {
            server.enqueue(CacheFixture.status(code));
        }
        assertUnavailable("answered " + code);
        assertThat(server.getRequestCount()).isEqualTo(3);
        assertThat(fixture.pauses).hasSize(2);
        assertThat(fixture.pauses.get(0))
                .isBetween(Duration.ofMillis(750), Duration.ofMillis(1250));
        assertThat(fixture.pauses.get(1))
                .isBetween(Duration.ofMillis(1500), Duration.ofMillis(2500));
    }

    @Test
    void succeedsAtTheThirdTry() {
        server.enqueue(CacheFixture.status(503));
        server.enqueue(interrupted());
        server.enqueue(CacheFixture.ok(content).build());
        assertThat(fixture.cache().fetch(asset)).hasBinaryContent(content);
    }

    @Test
    void waitsAsLongAsTheServerAsks() {
        server.enqueue(new MockResponse.Builder().code(503).addHeader("Retry-After", "7").build());
        server.enqueue(
                new MockResponse.Builder()
                        .code(429)
                        .addHeader("Retry-After", "Tue, 14 Nov 2023 22:13:29 GMT")
                        .build());
        server.enqueue(CacheFixture.ok(content).build());
        assertThat(fixture.cache().fetch(asset)).hasBinaryContent(content);
        assertThat(fixture.pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(9));
    }

    @Test
    void leavesAServerAloneThatAsksForMuch() {
        server.enqueue(
                new MockResponse.Builder().code(429).addHeader("Retry-After", "3600").build());
        assertUnavailable("answered 429");
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void isUnavailableWhenTheBodyIsTornEachTime() {
        for (int i = 0; i < 3; i++) {
            server.enqueue(interrupted());
        }
        assertUnavailable("unexpected end of stream");
        assertThat(server.getRequestCount()).isEqualTo(3);
    }

    @Test
    void isUnavailableWhenLessComesThanTold() {
        for (int i = 0; i < 3; i++) {
            server.enqueue(
                    CacheFixture.ok(content)
                            .setHeader("Content-Length", content.length + 1)
                            .onResponseEnd(new SocketEffect.CloseSocket())
                            .build());
        }
        assertUnavailable("unexpected end of stream");
    }

    @Test
    void failsWhenMoreComesThanTold() {
        server.enqueue(
                CacheFixture.ok(content)
                        .setHeader("Content-Length", content.length - 1)
                        .onResponseEnd(new SocketEffect.CloseSocket())
                        .build());
        assertPermanent("sent " + (content.length - 1) + " bytes", asset.hash());
    }

    @Test
    void givesUpAServerThatSendsAByteASecond() {
        for (int i = 0; i < 3; i++) {
            server.enqueue(
                    CacheFixture.ok(content).throttleBody(1, 1, TimeUnit.MILLISECONDS).build());
        }
        fixture.clock = new SecondsClock();
        assertUnavailable("is too slow");
        assertThat(server.getRequestCount()).isEqualTo(3);
    }

    /** Advances by a second at each read. */
    private static final class SecondsClock extends Clock {
        private final AtomicLong seconds = new AtomicLong();

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }

        @Override
        public Instant instant() {
            return Instant.ofEpochSecond(seconds.incrementAndGet());
        }
    }

    @Test
    void givesUpAtOnceWhenInterruptedInTheMiddle() {
        server.enqueue(CacheFixture.ok(content).setHeader("ETag", "\"v\"").build());
        TransferListener impatient =
                new TransferListener() {
                    @Override
                    public void received(long bytes) {
                        Thread.currentThread().interrupt();
                    }
                };
        assertThatThrownBy(() -> fixture.cache().fetch(asset, impatient))
                .isInstanceOf(AssetUnavailableException.class)
                .hasMessageContaining("interrupted while fetching " + asset.url());
        assertThat(Thread.interrupted()).isTrue();
        assertThat(server.getRequestCount()).isEqualTo(1);
        assertThat(fixture.pauses).isEmpty();
    }

    @Test
    void noticesAStalledTransfer() {
        for (int i = 0; i < 3; i++) {
            server.enqueue(
                    CacheFixture.ok(content).onResponseBody(SocketEffect.Stall.INSTANCE).build());
        }
        fixture.client = DownloaderFixture.client(Duration.ofMillis(200));
        assertUnavailable("time"); // "timeout" or "timed out", depending on where it occurs
    }

    @Test
    void failsForAWrongHash() {
        server.enqueue(CacheFixture.ok(new byte[17]).build());
        String found = CacheFixture.sha256(new byte[17]);
        assertPermanent("17 bytes", found, asset.hash());
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void followsRedirects() {
        server.enqueue(redirect(server.url("/other").toString()));
        server.enqueue(CacheFixture.ok(content).build());
        assertThat(fixture.cache().fetch(asset)).hasBinaryContent(content);
    }

    @Test
    void givesUpOnACircleOfRedirects() {
        for (int i = 0; i < 30; i++) {
            server.enqueue(redirect(asset.url()));
        }
        assertPermanent("Too many follow-up requests");
    }

    @Test
    void refusesARedirectFromHttpsToHttp() throws IOException {
        try (MockWebServer secure = new MockWebServer()) {
            HandshakeCertificates trust = serveHttps(secure);
            fixture.client =
                    ((OkHttpClient) fixture.client)
                            .newBuilder()
                            .sslSocketFactory(trust.sslSocketFactory(), trust.trustManager())
                            .build();
            asset = Asset.of("https://localhost:%d/x".formatted(secure.getPort()), asset.hash());
            secure.enqueue(redirect(server.url("/file").toString()));
            assertPermanent("refused a redirect from https to http:");
            assertThat(server.getRequestCount()).isZero();

            secure.enqueue(CacheFixture.ok(content).build());
            assertThat(fixture.cache().fetch(asset)).hasBinaryContent(content);
        }
    }

    @Test
    void failsForACertificateThatNobodyTrusts() throws IOException {
        try (MockWebServer secure = new MockWebServer()) {
            serveHttps(secure);
            asset = Asset.of("https://localhost:%d/x".formatted(secure.getPort()), asset.hash());
            assertPermanent("check that this Java trusts its certificate");
        }
    }

    @Test
    void isUnavailableWhenTheHostIsNotKnown() {
        fixture.client =
                ((OkHttpClient) fixture.client)
                        .newBuilder()
                        .dns(
                                name -> {
                                    throw new UnknownHostException(name);
                                })
                        .build();
        asset = Asset.of("http://example.org/x", asset.hash());
        assertUnavailable("unknown host 'example.org'");
        assertThat(fixture.pauses).isEmpty();
    }

    @Test
    void isUnavailableWhenTheConnectionIsRefused() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            asset =
                    Asset.of(
                            "http://127.0.0.1:%d/x".formatted(socket.getLocalPort()), asset.hash());
        }
        assertUnavailable("127.0.0.1");
    }

    private void assertPermanent(String... parts) {
        assertThatThrownBy(() -> fixture.cache().fetch(asset))
                .isInstanceOf(AssetException.class)
                .hasMessageContaining(asset.url())
                .hasMessageContainingAll(parts);
        assertThat(fixture.entry(asset)).doesNotExist();
    }

    private void assertUnavailable(String... parts) {
        assertThatThrownBy(() -> fixture.cache().fetch(asset))
                .isInstanceOf(AssetUnavailableException.class)
                .hasMessageContaining(asset.url())
                .hasMessageContainingAll(parts)
                .satisfies(e -> assertThat(e.getMessage()).hasLineCount(1));
        assertThat(fixture.entry(asset)).doesNotExist();
    }

    private MockResponse interrupted() {
        return CacheFixture.ok(content).onResponseBody(new SocketEffect.CloseSocket()).build();
    }

    private static MockResponse redirect(String url) {
        return new MockResponse.Builder().code(302).addHeader("Location", url).build();
    }

    private static HandshakeCertificates serveHttps(MockWebServer secure) throws IOException {
        HeldCertificate certificate =
                new HeldCertificate.Builder().addSubjectAlternativeName("localhost").build();
        HandshakeCertificates keys =
                new HandshakeCertificates.Builder().heldCertificate(certificate).build();
        secure.useHttps(keys.sslSocketFactory());
        secure.start();
        return new HandshakeCertificates.Builder()
                .addTrustedCertificate(certificate.certificate())
                .build();
    }
}
