package org.qemu.functional.asset.internal.download;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import mockwebserver3.Dispatcher;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okhttp3.tls.HandshakeCertificates;
import okhttp3.tls.HeldCertificate;
import okio.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.asset.internal.cache.HashAlgorithm;
import org.qemu.functional.asset.internal.download.CheckedLink.State;
import org.qemu.functional.asset.internal.download.http.HttpAccess;
import org.qemu.functional.asset.internal.download.http.HttpClient;
import org.qemu.functional.asset.internal.download.http.HttpTimes;
import org.qemu.functional.asset.internal.download.http.LinkProbe;
import org.qemu.functional.asset.internal.download.http.PerHostLimiter;
import org.qemu.functional.asset.internal.download.http.Proxies;
import org.qemu.functional.asset.internal.download.transfer.DownloadLimits;
import org.qemu.functional.asset.internal.download.transfer.DownloadRequest;

/** Checks links to a server that does all that servers do to files. */
class LinkCheckerTest {
    private static final byte[] CONTENT = new byte[1234];

    private static final String HASH =
            HexFormat.of().formatHex(HashAlgorithm.SHA256.newDigest().digest(CONTENT));

    private static final Duration HANG = Duration.ofMillis(200);

    private final MockWebServer server = new MockWebServer();
    private final Map<String, MockResponse> responses = new ConcurrentHashMap<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, String> environment = new HashMap<>();
    private boolean headAllowed = true;

    @TempDir Path cache;

    @BeforeEach
    void start() throws IOException {
        server.setDispatcher(
                new Dispatcher() {
                    @Override
                    public MockResponse dispatch(RecordedRequest request) {
                        requests.add(request.getMethod() + " " + request.getTarget());
                        return !headAllowed && request.getMethod().equals("HEAD")
                                ? status(405).build()
                                : responses.getOrDefault(
                                        request.getMethod() + " " + request.getTarget(),
                                        responses.getOrDefault(
                                                request.getTarget(), status(404).build()));
                    }
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static MockResponse.Builder status(int code) {
        return new MockResponse.Builder().code(code);
    }

    private static MockResponse whole() {
        return status(200).setHeader("Content-Length", CONTENT.length).build();
    }

    private static MockResponse redirect(int code, String to) {
        return status(code).setHeader("Location", to).build();
    }

    private String url(String path) {
        return server.url(path).toString();
    }

    private LinkChecker checker(HttpTimes times) {
        LinkProbe probe =
                new LinkProbe(
                        new HttpAccess(
                                HttpClient.create(times, Proxies.of(Map.of())),
                                times,
                                new PerHostLimiter(2),
                                DownloadLimits.fromEnvironment(Map.of())),
                        Clock.systemUTC(),
                        pauses::add);
        return new LinkChecker(UrlResolver.of(environment, cache), probe);
    }

    private CheckedLink check(HttpTimes times, String url, boolean download) throws Exception {
        List<CheckedLink> links =
                checker(times)
                        .check(
                                List.of(new DownloadRequest(url, HASH)),
                                cache,
                                download,
                                started -> assertThat(started).isEqualTo(url));
        return links.get(0);
    }

    private CheckedLink check(String url) throws Exception {
        return check(HttpTimes.USUAL, url, false);
    }

    @Test
    void aFileThatIsThereNeedsOneHead() throws Exception {
        responses.put("/file", whole());
        assertThat(check(url("/file")).state()).isEqualTo(State.OK);
        assertThat(requests).containsExactly("HEAD /file");
    }

    @Test
    void goneIsAskedTwiceAsSomeServersRefuseHead() throws Exception {
        responses.put("/gone", status(410).build());
        CheckedLink gone = check(url("/gone"));
        assertThat(gone.state()).isEqualTo(State.GONE);
        assertThat(gone.detail()).isEqualTo("HTTP status 410");
        assertThat(gone.isLost()).isTrue();
        assertThat(check(url("/never")).state()).isEqualTo(State.GONE);
        assertThat(requests)
                .containsExactly("HEAD /gone", "GET /gone", "HEAD /never", "GET /never");
    }

    @Test
    void permanentRedirectsNameTheNewPlace() throws Exception {
        responses.put("/file", redirect(301, "/second"));
        responses.put("/second", redirect(308, "/third"));
        responses.put("/third", redirect(302, "/mirror"));
        responses.put("/mirror", whole());
        CheckedLink moved = check(url("/file"));
        assertThat(moved.state()).isEqualTo(State.MOVED);
        assertThat(moved.movedTo()).isEqualTo(url("/third"));
        assertThat(moved.isLost()).isFalse();
        responses.put("/temporary", redirect(302, "/file"));
        assertThat(check(url("/temporary")).state()).isEqualTo(State.OK);
    }

    @Test
    void aRedirectToNothingIsGone() throws Exception {
        responses.put("/file", redirect(301, "/nothing"));
        CheckedLink gone = check(url("/file"));
        assertThat(gone.state()).isEqualTo(State.GONE);
        assertThat(gone.movedTo()).isEqualTo(url("/nothing"));
    }

    @Test
    void redirectsInACircleAreRefused() throws Exception {
        responses.put("/file", redirect(302, "/file"));
        CheckedLink refused = check(url("/file"));
        assertThat(refused.state()).isEqualTo(State.REFUSED);
        assertThat(refused.detail()).contains("Too many follow-up requests");
    }

    @Test
    void anotherSizeThanInTheCacheIsAChange() throws Exception {
        Files.write(cache.resolve(HASH), CONTENT);
        responses.put("/file", status(200).setHeader("Content-Length", 99).build());
        CheckedLink changed = check(url("/file"));
        assertThat(changed.state()).isEqualTo(State.CHANGED);
        assertThat(changed.detail()).isEqualTo("99 bytes; the asset has 1234");
    }

    @Test
    void theSizeComesFromGetIfHeadHasNone() throws Exception {
        Files.write(cache.resolve(HASH), CONTENT);
        headAllowed = false;
        responses.put(
                "/file", status(206).setHeader("Content-Range", "bytes 0-0/99").body("x").build());
        assertThat(check(url("/file")).state()).isEqualTo(State.CHANGED);
        assertThat(requests).containsExactly("HEAD /file", "GET /file");
        responses.put(
                "/file",
                status(206).setHeader("Content-Range", "bytes 0-0/1234").body("x").build());
        assertThat(check(url("/file")).state()).isEqualTo(State.OK);
    }

    @Test
    void aWebPageInPlaceOfAnArchiveIsAChange() throws Exception {
        responses.put(
                "/file.tar.xz",
                status(200)
                        .setHeader("Content-Type", "Text/HTML; charset=utf-8")
                        .body("x")
                        .build());
        assertThat(check(url("/file.tar.xz")).detail()).isEqualTo("a web page (text/html)");
    }

    @Test
    void theHashIsComparedIfWanted() throws Exception {
        responses.put("/same", status(200).body(new Buffer().write(CONTENT)).build());
        responses.put("/other", status(200).body("other").build());
        responses.put("HEAD /same", whole());
        responses.put("HEAD /other", whole());
        assertThat(check(HttpTimes.USUAL, url("/same"), true).state()).isEqualTo(State.OK);
        CheckedLink other = check(HttpTimes.USUAL, url("/other"), true);
        assertThat(other.state()).isEqualTo(State.CHANGED);
        assertThat(other.detail()).startsWith("has the hash ");
        assertThat(cache).isEmptyDirectory();
    }

    @Test
    void aServerMayAskToWait() throws Exception {
        responses.put("/busy", status(429).setHeader("Retry-After", "7").build());
        CheckedLink busy = check(url("/busy"));
        assertThat(busy.state()).isEqualTo(State.UNAVAILABLE);
        assertThat(busy.detail()).isEqualTo("HTTP status 429");
        assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(7));
        pauses.clear();
        responses.put("/busy", status(429).setHeader("Retry-After", "3600").build());
        assertThat(check(url("/busy")).state()).isEqualTo(State.UNAVAILABLE);
        assertThat(pauses).isEmpty();
    }

    @Test
    void aServerThatHangsIsUnavailable() throws Exception {
        responses.put("/hang", status(200).onResponseStart(SocketEffect.Stall.INSTANCE).build());
        HttpTimes times = new HttpTimes(Duration.ofSeconds(20), HANG, Duration.ofSeconds(20));
        CheckedLink hanging = check(times, url("/hang"), false);
        assertThat(hanging.state()).isEqualTo(State.UNAVAILABLE);
        assertThat(hanging.detail()).contains("timed out: no response after 0.2 s");
    }

    @Test
    void aRefusedConnectionAndAnUnknownHostAreUnavailable() throws Exception {
        int closed;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            closed = socket.getLocalPort();
        }
        CheckedLink refused = check("http://127.0.0.1:%d/file".formatted(closed));
        assertThat(refused.state()).isEqualTo(State.UNAVAILABLE);
        assertThat(refused.detail()).contains("Failed to connect");
        CheckedLink unknown = check("http://no-such-host.invalid/file");
        assertThat(unknown.state()).isEqualTo(State.UNAVAILABLE);
        assertThat(unknown.detail()).contains("unknown host 'no-such-host.invalid'");
    }

    @Test
    void anInvalidCertificateIsARefusal() throws Exception {
        try (MockWebServer secure = new MockWebServer()) {
            HeldCertificate certificate =
                    new HeldCertificate.Builder().addSubjectAlternativeName("localhost").build();
            secure.useHttps(
                    new HandshakeCertificates.Builder()
                            .heldCertificate(certificate)
                            .build()
                            .sslSocketFactory());
            secure.start();
            CheckedLink refused = check(secure.url("/file").toString());
            assertThat(refused.state()).isEqualTo(State.REFUSED);
            assertThat(refused.detail()).contains("certificate");
        }
    }

    @Test
    void aMirrorThatHasTheFileIsNamed() throws Exception {
        responses.put("/store/" + HASH, whole());
        environment.put(
                "QEMU_TEST_MIRRORS",
                "%s=%s =%s{hash}".formatted(url("/gone/"), url("/nothing/"), url("/store/")));
        CheckedLink gone = check(url("/gone/file"));
        assertThat(gone.state()).isEqualTo(State.GONE);
        assertThat(gone.elsewhere()).isEqualTo(url("/store/" + HASH));
        assertThat(gone.isLost()).isFalse();
    }

    @Test
    void anInvalidRuleForAMirrorIsAnError() {
        environment.put("QEMU_TEST_MIRRORS", "=https://example.org/");
        assertThatThrownBy(() -> check(url("/gone")))
                .isInstanceOf(DownloadException.class)
                .hasMessageContaining("'=https://example.org/' is not a rule");
    }

    @Test
    void filesOfThisHostAreChecked() throws Exception {
        Path file = Files.write(cache.resolve("file"), CONTENT);
        assertThat(check(HttpTimes.USUAL, "file://" + file, true).state()).isEqualTo(State.OK);
        assertThat(check("file://" + file + "-gone").state()).isEqualTo(State.GONE);
    }
}
