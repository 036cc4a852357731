package org.qemu.functional.asset.internal.maintenance.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.qemu.functional.asset.internal.download.http.HttpClient;
import org.qemu.functional.asset.internal.download.http.HttpUpload;
import org.qemu.functional.asset.internal.download.http.Proxies;
import org.qemu.functional.asset.internal.download.http.UploadHeaders;
import org.qemu.functional.asset.internal.maintenance.CacheOnDisk;
import org.qemu.functional.asset.internal.maintenance.transport.ArchivedEntry;
import org.qemu.functional.asset.internal.maintenance.transport.EntryListener;

@Timeout(60)
class HttpPushTest {
    private final MockWebServer server = new MockWebServer();
    private final List<Duration> pauses = Collections.synchronizedList(new ArrayList<>());
    private final Map<String, String> environment = new HashMap<>();

    @TempDir Path temp;
    private CacheOnDisk cache;
    private ArchivedEntry entry;

    @BeforeEach
    void start() throws IOException {
        server.start();
        cache = new CacheOnDisk(temp);
        entry = add("a kernel");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ArchivedEntry add(String content) throws IOException {
        Path file = cache.entry(content, 1);
        return new ArchivedEntry(
                file.getFileName().toString(), "https://example.org/a", Files.size(file));
    }

    private PushReport push(ArchivedEntry... entries) throws InterruptedException {
        HttpUpload upload =
                new HttpUpload(
                        HttpClient.create(HttpUpload.TIMES, Proxies.of(Map.of())),
                        HttpUpload.TIMES,
                        UploadHeaders.fromEnvironment(environment),
                        Clock.systemUTC(),
                        pauses::add);
        return CachePush.from(cache.folder)
                .to(
                        HttpPush.of(server.url("/store/") + "{hash}", upload),
                        List.of(entries),
                        EntryListener.NONE);
    }

    private void answer(int... statuses) {
        for (int status : statuses) {
            server.enqueue(new MockResponse.Builder().code(status).build());
        }
    }

    private static MockResponse there(long length) {
        return new MockResponse.Builder()
                .code(200)
                .setHeader("Content-Length", Long.toString(length))
                .build();
    }

    private static String reason(PushReport report) {
        assertThat(report.failures()).hasSize(1);
        return report.failures().values().iterator().next().reason();
    }

    @Test
    void sendsWhatIsMissing() throws Exception {
        environment.put(UploadHeaders.VARIABLE, "PRIVATE-TOKEN: top-secret\nX-Job: 7");
        answer(404, 201);
        server.enqueue(there(entry.bytes()));

        assertThat(push(entry).pushed()).containsExactly(entry);

        assertThat(server.takeRequest().getMethod()).isEqualTo("HEAD");
        RecordedRequest put = server.takeRequest();
        assertThat(put.getRequestLine()).startsWith("PUT /store/" + entry.hash());
        assertThat(put.getBody().utf8()).isEqualTo("a kernel");
        assertThat(put.getHeaders().get("Content-Length")).isEqualTo("8");
        assertThat(put.getHeaders().get("If-None-Match")).isEqualTo("*");
        assertThat(put.getHeaders().get("PRIVATE-TOKEN")).isEqualTo("top-secret");
        assertThat(put.getHeaders().get("X-Job")).isEqualTo("7");
    }

    @Test
    void skipsWhatIsThere() throws Exception {
        server.enqueue(there(entry.bytes()));
        assertThat(push(entry).present()).containsExactly(entry);
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @Test
    void replacesAFileOfAnotherSize() throws Exception {
        server.enqueue(there(3));
        answer(204);
        server.enqueue(there(entry.bytes()));
        assertThat(push(entry).pushed()).containsExactly(entry);
        server.takeRequest();
        assertThat(server.takeRequest().getHeaders().get("If-None-Match")).isNull();
    }

    @Test
    void acceptsThatAnotherHostWasFaster() throws Exception {
        answer(404, 412);
        assertThat(push(entry).present()).containsExactly(entry);
    }

    @Test
    void noticesHalfATransfer() throws Exception {
        answer(404, 201);
        server.enqueue(there(3));
        assertThat(reason(push(entry))).contains("has 3 of its 8 bytes");
    }

    @Test
    void noticesThatNothingWasStored() throws Exception {
        answer(404, 200, 404);
        assertThat(reason(push(entry))).contains("does not have it afterwards");
    }

    @ParameterizedTest
    @CsvSource({
        "401, QEMU_TEST_PUSH_HEADER",
        "403, QEMU_TEST_PUSH_HEADER",
        "405, allow PUT",
        "413, client_max_body_size",
        "507, disk of the server is full",
        "302, use the URL to which it leads"
    })
    void explainsRefusals(int status, String hint) throws Exception {
        environment.put(UploadHeaders.VARIABLE, "Authorization: Bearer top-secret");
        answer(404);
        server.enqueue(
                new MockResponse.Builder()
                        .code(status)
                        .setHeader("Location", "/elsewhere")
                        .body("no, 'top-secret' is not enough")
                        .build());
        PushReport report = push(entry);
        assertThat(reason(report))
                .contains(hint, "HTTP status " + status, "/store/" + entry.hash(), "'***'")
                .doesNotContain("top-secret");
        assertThat(report.failures().get(entry).temporary()).isFalse();
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void triesAgainAsDownloadsDo() throws Exception {
        server.enqueue(new MockResponse.Builder().code(503).setHeader("Retry-After", "7").build());
        answer(404, 500, 404, 201);
        server.enqueue(there(entry.bytes()));
        assertThat(push(entry).pushed()).containsExactly(entry);
        assertThat(pauses).containsExactly(Duration.ofSeconds(7), Duration.ofSeconds(2));
    }

    @Test
    void givesUpAfterThreeAttempts() throws Exception {
        answer(503, 503, 503);
        assertThat(push(entry).failures().get(entry).temporary()).isTrue();
        assertThat(server.getRequestCount()).isEqualTo(3);
    }

    @Test
    void reportsAServerThatIsAway() throws Exception {
        String url = server.url("/").toString();
        server.close();
        PushReport report = push(entry);
        assertThat(reason(report)).contains(url.replaceFirst("/$", ""));
        assertThat(report.failures().get(entry).temporary()).isTrue();
    }

    @Test
    void sendsNothingThatIsDamaged() throws Exception {
        Path file = cache.folder.download().resolve(entry.hash());
        Files.writeString(file, "another");
        assertThat(reason(push(entry))).contains(file.toString(), "is damaged");
        assertThat(server.getRequestCount()).isZero();
    }

    @Test
    void refusesUnusableSettings() {
        assertThatThrownBy(() -> PushTarget.of("https://example.org/a", Map.of()))
                .hasMessageContaining("{hash}");
        assertThatThrownBy(
                        () ->
                                UploadHeaders.fromEnvironment(
                                        Map.of(UploadHeaders.VARIABLE, "top-secret")))
                .hasMessageContaining("line 1 of QEMU_TEST_PUSH_HEADER")
                .hasMessageNotContaining("top-secret");
        assertThatThrownBy(() -> PushTarget.of("-e sh", Map.of())).hasMessageContaining("no place");
    }
}
