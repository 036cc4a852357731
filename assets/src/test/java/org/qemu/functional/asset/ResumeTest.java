package org.qemu.functional.asset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import mockwebserver3.RecordedRequest;
import mockwebserver3.SocketEffect;
import okio.Buffer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.files.CacheFolder;

/** Interrupts transfers and checks how they are resumed. */
class ResumeTest {
    private static final String TAG = "\"v1\"";

    private final MockWebServer server = new MockWebServer();
    private final byte[] content = new byte[500_000];
    private final List<String> events = Collections.synchronizedList(new ArrayList<>());
    private final TransferListener listener =
            new TransferListener() {
                @Override
                public void resumed(String url, long there, long size) {
                    events.add("resumed " + there + " of " + size);
                }
            };

    @TempDir Path temp;
    private CacheFixture fixture;
    private CacheFolder folder;
    private Asset asset;

    @BeforeEach
    void start() throws IOException {
        new Random(5).nextBytes(content);
        server.start();
        fixture = new CacheFixture(temp);
        folder = new CacheFolder(temp);
        asset = Asset.of(server.url("/file").toString(), CacheFixture.sha256(content));
    }

    @AfterEach
    void stop() {
        server.close();
        assertThat(Path.of(fixture.entry(asset) + ".download")).doesNotExist();
    }

    private MockResponse interrupted(@Nullable String header, @Nullable String value) {
        MockResponse.Builder response =
                CacheFixture.ok(content).onResponseBody(new SocketEffect.CloseSocket());
        if (header != null && value != null) {
            response.setHeader(header, value);
        }
        return response.build();
    }

    private MockResponse rest(long from, String contentRange) {
        byte[] rest = Arrays.copyOfRange(content, (int) from, content.length);
        return new MockResponse.Builder()
                .code(206)
                .setHeader("ETag", TAG)
                .setHeader("Content-Range", contentRange)
                .body(new Buffer().write(rest))
                .build();
    }

    /** Interrupt all attempts of the first fetch, and return the size of the partial file. */
    private long interruptFirst() throws IOException {
        server.enqueue(interrupted("ETag", TAG));
        server.enqueue(CacheFixture.status(404)); // a request for the rest
        server.enqueue(CacheFixture.status(404)); // a request for the whole file
        assertThatThrownBy(() -> fixture.cache().fetch(asset)).isInstanceOf(AssetException.class);
        long kept = Files.size(part());
        assertThat(kept).isBetween(1L, content.length - 1L);
        return kept;
    }

    private Path part() {
        return folder.resume().resolve(asset.hash() + ".part");
    }

    private RecordedRequest request(int number) throws InterruptedException {
        RecordedRequest request = server.takeRequest();
        for (int i = 1; i < number; i++) {
            request = server.takeRequest();
        }
        return request;
    }

    private void assertWhole() throws IOException {
        CacheFixture.assertContent(fixture.entry(asset), content);
        try (Stream<Path> left = Files.list(folder.resume())) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void goesOnInALaterProcess() throws Exception {
        long kept = interruptFirst();
        server.enqueue(rest(kept, "bytes " + kept + "-499999/500000"));
        fixture.cache().fetch(asset, listener);
        assertWhole();
        RecordedRequest request = request(4);
        assertThat(request.getHeaders().get("Range")).isEqualTo("bytes=" + kept + "-");
        assertThat(request.getHeaders().get("If-Range")).isEqualTo(TAG);
        assertThat(events).containsExactly("resumed " + kept + " of 500000");
    }

    @Test
    void goesOnAtTheNextTry() throws Exception {
        server.enqueue(interrupted("Last-Modified", "Sat, 21 Nov 2026 00:00:00 GMT"));
        server.setDispatcher(
                new mockwebserver3.QueueDispatcher() {
                    private int requests;

                    @Override
                    public MockResponse dispatch(RecordedRequest request) {
                        if (requests++ == 0) {
                            return interrupted("Last-Modified", "Sat, 21 Nov 2026 00:00:00 GMT");
                        }
                        String range = String.valueOf(request.getHeaders().get("Range"));
                        events.add(request.getHeaders().get("If-Range"));
                        long from = Long.parseLong(range.replaceAll("\\D", ""));
                        return rest(from, "bytes " + from + "-499999/*");
                    }
                });
        fixture.cache().fetch(asset, listener);
        assertWhole();
        assertThat(events).hasSize(2).contains("Sat, 21 Nov 2026 00:00:00 GMT");
        assertThat(server.getRequestCount()).isEqualTo(2);
    }

    @Test
    void beginsAnewWhenTheFileHasChangedThere() throws Exception {
        interruptFirst();
        server.enqueue(CacheFixture.ok(content).setHeader("ETag", "\"v2\"").build());
        fixture.cache().fetch(asset, listener);
        assertWhole();
        assertThat(events).isEmpty();
    }

    @Test
    void beginsAnewWhenTheServerSendsAnotherRange() throws Exception {
        long kept = interruptFirst();
        server.enqueue(rest(kept, "bytes 0-499999/500000"));
        server.enqueue(CacheFixture.ok(content).build());
        fixture.cache().fetch(asset, listener);
        assertWhole();
        request(4);
        assertThat(request(1).getHeaders().get("Range")).isNull();
    }

    @Test
    void beginsAnewWhenTheServerHasLess() throws Exception {
        interruptFirst();
        server.enqueue(CacheFixture.status(416));
        server.enqueue(CacheFixture.ok(content).build());
        fixture.cache().fetch(asset, listener);
        assertWhole();
    }

    /** The server claims that the file is the same although it is not; only the hash reveals it. */
    @Test
    void beginsAnewBeforeItBlamesTheServer() throws Exception {
        long kept = interruptFirst();
        byte[] wrong = Files.readAllBytes(part());
        wrong[0]++;
        Files.write(part(), wrong);
        server.enqueue(rest(kept, "bytes " + kept + "-499999/500000"));
        server.enqueue(CacheFixture.ok(content).build());
        fixture.cache().fetch(asset, listener);
        assertWhole();
    }

    @Test
    void keepsNothingThatTheServerCannotCheck() {
        for (String[] header : new String[][] {{"X-Nothing", "x"}, {"ETag", "W/\"v1\""}}) {
            server.enqueue(interrupted(header[0], header[1]));
            server.enqueue(CacheFixture.status(404));
            assertThatThrownBy(() -> fixture.cache().fetch(asset))
                    .isInstanceOf(AssetException.class);
            assertThat(part()).doesNotExist();
        }
    }

    @Test
    void keepsNothingOfAWrongFile() {
        server.enqueue(CacheFixture.ok(new byte[17]).setHeader("ETag", TAG).build());
        assertThatThrownBy(() -> fixture.cache().fetch(asset)).isInstanceOf(AssetException.class);
        assertThat(part()).doesNotExist();
        assertThat(folder.resume().resolve(asset.hash())).doesNotExist();
    }

    @Test
    void goesOnWithWhatAKilledProcessLeft() throws Exception {
        server.enqueue(
                CacheFixture.ok(content)
                        .setHeader("ETag", TAG)
                        .onResponseBody(SocketEffect.Stall.INSTANCE)
                        .build());
        Path download = Path.of(fixture.entry(asset) + ".download");
        try (ChildProcess child = ChildProcess.fetching(temp, asset)) {
            child.awaitLine("received");
            child.kill();
        }
        long kept = Files.size(download);
        assertThat(kept).isPositive();
        server.enqueue(rest(kept, "bytes " + kept + "-499999/500000"));
        fixture.cache().fetch(asset, listener);
        assertWhole();
        assertThat(events).containsExactly("resumed " + kept + " of 500000");
    }

    @Test
    @Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
    void outlivesAKillBetweenTheTwoNamesOfATornDownload() throws Exception {
        long kept = interruptFirst();
        Files.createLink(Path.of(fixture.entry(asset) + ".download"), part());
        server.enqueue(rest(kept, "bytes " + kept + "-499999/500000"));
        fixture.cache().fetch(asset, listener);
        assertWhole();
        assertThat(events).containsExactly("resumed " + kept + " of 500000");
    }

    @Test
    void needsNoNetworkWhenOnlyTheNameWasMissing() throws Exception {
        Files.createDirectories(folder.download());
        Files.createDirectories(folder.resume());
        Files.write(part(), content);
        Files.writeString(
                folder.resume().resolve(asset.hash()),
                asset.url() + "\n" + TAG + "\n" + content.length + "\n");
        fixture.cache().fetch(asset, listener);
        assertWhole();
        assertThat(server.getRequestCount()).isZero();
    }

    /** Response headers that do not match the requested range. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | bytes 17-499999/500000 | %s",
                "200 | nonsense | %s",
                "206 | | %s",
                "206 | nonsense | %s",
                "206 | bytes 0-499999/500000 | %s",
                "206 | bytes FROM-499999/500001 | %s",
                "206 | bytes FROM-499998/500000 | %s",
                "206 | bytes FROM-1/500000 | %s",
                "206 | bytes FROM-499999/500000 | ETag: \"v2\"",
                "206 | bytes FROM-499999/500000 | ETag: W/\"v1\"",
                "206 | items FROM-499999/500000 | %s",
                "400 | | %s",
                "403 | | %s",
                "404 | | %s",
                "416 | bytes */500000 | %s",
                "416 | | %s",
                "500 | | %s",
                "501 | | %s",
            })
    void asksOnceForAllWhenTheRestIsNotToBeBelieved(
            int status, @Nullable String range, String header) throws Exception {
        long kept = interruptFirst();
        MockResponse.Builder answer =
                rest(kept, "").newBuilder().code(status).removeHeader("Content-Range");
        if (range != null) {
            answer.setHeader("Content-Range", range.replace("FROM", Long.toString(kept)));
        }
        String[] field = header.formatted("ETag: " + TAG).split(": ", 2);
        server.enqueue(answer.setHeader(field[0], field[1]).build());
        server.enqueue(CacheFixture.ok(content).build());
        fixture.pauses.clear();
        fixture.cache().fetch(asset, listener);
        assertWhole();
        assertThat(events).isEmpty();
        assertThat(fixture.pauses).isEmpty();
        request(4);
        assertThat(request(1).getHeaders().get("Range")).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 206})
    void believesTheRangeWhateverTheStatus(int status) throws Exception {
        long kept = interruptFirst();
        server.enqueue(
                rest(kept, "bytes " + kept + "-499999/500000").newBuilder().code(status).build());
        fixture.cache().fetch(asset, listener);
        assertWhole();
        assertThat(events).containsExactly("resumed " + kept + " of 500000");
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 502, 503, 504})
    void keepsWhatThereIsWhileTheServerIsBusy(int status) throws Exception {
        long kept = interruptFirst();
        server.enqueue(CacheFixture.status(status));
        server.enqueue(rest(kept, "bytes " + kept + "-499999/500000"));
        fixture.cache().fetch(asset, listener);
        assertWhole();
        assertThat(events).containsExactly("resumed " + kept + " of 500000");
    }

    @Test
    void goesOnAfterAPartOfTheRest() throws Exception {
        long kept = interruptFirst();
        long next = kept + 1000;
        server.enqueue(
                new MockResponse.Builder()
                        .code(206)
                        .setHeader("ETag", TAG)
                        .setHeader("Content-Range", "bytes %d-%d/500000".formatted(kept, next - 1))
                        .body(new Buffer().write(content, (int) kept, 1000))
                        .build());
        server.enqueue(rest(next, "bytes " + next + "-499999/500000"));
        fixture.cache().fetch(asset, listener);
        assertWhole();
        assertThat(events).hasSize(2).contains("resumed " + next + " of 500000");
    }

    @Test
    void asksForNothingMoreWhenTheServerHasNoMore() throws Exception {
        Files.createDirectories(folder.download());
        Files.createDirectories(folder.resume());
        Files.write(part(), content);
        Files.writeString(
                folder.resume().resolve(asset.hash()), asset.url() + "\n" + TAG + "\n-1\n");
        server.enqueue(
                CacheFixture.status(416)
                        .newBuilder()
                        .setHeader("Content-Range", "bytes */500000")
                        .build());
        fixture.cache().fetch(asset, listener);
        assertWhole();
        assertThat(server.getRequestCount()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "a\nb\nc\n", "a\nb\n7\nd\n", "URL\nt\u00e4g\n5\n", "URL\n\n5\n"})
    void believesNoRecordThatIsBroken(String record) throws Exception {
        Files.createDirectories(folder.download());
        Files.createDirectories(folder.resume());
        Files.write(part(), content);
        Files.writeString(
                folder.resume().resolve(asset.hash()), record.replace("URL", asset.url()));
        server.enqueue(CacheFixture.ok(content).build());
        fixture.cache().fetch(asset, listener);
        assertWhole();
        assertThat(request(1).getHeaders().get("Range")).isNull();
    }

    /**
     * Each attempt makes some progress, and there are more attempts than for a server without
     * progress.
     */
    @Test
    void staysWithAServerThatGetsOn() throws Exception {
        byte[] large = new byte[8 << 20];
        new Random(6).nextBytes(large);
        Asset wanted = Asset.of(server.url("/large").toString(), CacheFixture.sha256(large));
        server.setDispatcher(
                new mockwebserver3.QueueDispatcher() {
                    @Override
                    public MockResponse dispatch(RecordedRequest request) {
                        String range = request.getHeaders().get("Range");
                        int from =
                                range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
                        int length = Math.min(1 << 21, large.length - from);
                        return new MockResponse.Builder()
                                .code(range == null ? 200 : 206)
                                .setHeader("ETag", TAG)
                                .setHeader("Content-Range", "bytes " + from + "-/*")
                                .body(new Buffer().write(large, from, length))
                                .setHeader("Content-Length", large.length - from)
                                .onResponseEnd(new SocketEffect.CloseSocket())
                                .build();
                    }
                });
        CacheFixture.assertContent(fixture.cache().fetch(wanted), large);
        assertThat(server.getRequestCount()).isEqualTo(4);
    }
}
