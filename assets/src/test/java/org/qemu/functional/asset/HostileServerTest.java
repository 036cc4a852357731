package org.qemu.functional.asset;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import okhttp3.Call;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.asset.internal.progress.Progress;
import org.qemu.functional.units.ByteSize;

/** Fetches from servers that send too slowly, too much, or invalid data. */
@Timeout(120)
class HostileServerTest {
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String OK = "HTTP/1.1 200 OK\r\n";
    private static final byte[] CONTENT = new byte[100_000];

    @TempDir Path temp;
    private CacheFixture fixture;

    @BeforeEach
    void start() {
        new Random(3).nextBytes(CONTENT);
        fixture = new CacheFixture(temp);
    }

    @AfterEach
    void nothingTornIsLeft() throws Exception {
        if (Files.exists(temp.resolve("download"))) {
            try (Stream<Path> files = Files.list(temp.resolve("download"))) {
                assertThat(files.filter(f -> f.toString().endsWith(".download"))).isEmpty();
            }
        }
    }

    private static Asset asset(HostileServer server) {
        return Asset.of(server.url(), CacheFixture.sha256(CONTENT));
    }

    private Throwable failure(HostileServer server, String... environment) {
        return catchThrowable(() -> fixture.cache(environment).fetch(asset(server)));
    }

    /** Ways to send data forever without long pauses. */
    enum Drip {
        HEADERS(OK + "X-Long: "),
        STATUS("HTTP/1.1 200 "),
        INTERIM("HTTP/1.1 100 Continue\r\n\r\n"),
        CHUNK_LINE(OK + "Transfer-Encoding: chunked\r\n\r\n1;"),
        TRAILER(OK + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nX-Long: ");

        final String start;

        Drip(String start) {
            this.start = start;
        }

        String more() {
            return this == INTERIM ? "HTTP/1.1 103 Hints\r\n\r\n" : "x";
        }
    }

    @ParameterizedTest
    @EnumSource(Drip.class)
    void givesUpAServerThatDrips(Drip drip) throws Exception {
        fixture.headers = SHORT;
        fixture.stall = SHORT;
        CountDownLatch over = new CountDownLatch(1);
        try (HostileServer server =
                new HostileServer(
                        (number, request, out) -> {
                            out.write(drip.start.getBytes(ISO_8859_1));
                            while (!over.await(30, TimeUnit.MILLISECONDS)) {
                                out.write(drip.more().getBytes(ISO_8859_1));
                            }
                        })) {
            assertThat(failure(server))
                    .isInstanceOf(AssetUnavailableException.class)
                    .hasMessageContaining(server.url() + ": timed out");
            assertThat(server.requests).hasSize(3);
        } finally {
            over.countDown();
        }
    }

    @Test
    void countsRedirectsAsPartOfTheHeaders() throws Exception {
        fixture.headers = Duration.ofMillis(500);
        CountDownLatch over = new CountDownLatch(1);
        try (HostileServer server =
                new HostileServer(
                        (number, request, out) -> {
                            over.await(100, TimeUnit.MILLISECONDS);
                            out.write(
                                    "HTTP/1.1 302 Found\r\nLocation: /%d\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                                            .formatted(number)
                                            .getBytes(ISO_8859_1));
                        })) {
            assertThat(failure(server)).hasMessageContaining("timed out: no response");
        } finally {
            over.countDown();
        }
    }

    @Test
    void noticesAnInterruptWhileItWaitsForAnAnswer() throws Exception {
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        try (HostileServer server =
                new HostileServer(
                        (number, request, out) -> {
                            asked.countDown();
                            over.await();
                        })) {
            Throwable[] failure = new Throwable[1];
            Thread thread = new Thread(() -> failure[0] = failure(server));
            thread.start();
            asked.await();
            thread.interrupt();
            thread.join();
            assertThat(failure[0]).hasMessageContaining("interrupted while fetching");
        } finally {
            over.countDown();
        }
    }

    /** Ways to send data that is not part of the file forever, at full speed. */
    enum Flood {
        HEADER(OK + "X-Long: "),
        STATUS("HTTP/1.1 200 "),
        INTERIM("HTTP/1.1 100 Continue\r\n\r\n"),
        CHUNK_EXTENSION(OK + "Transfer-Encoding: chunked\r\n\r\n1;"),
        CHUNK_ZEROS(OK + "Transfer-Encoding: chunked\r\n\r\n"),
        TRAILER(OK + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\nX-Long: "),
        TRAILERS(OK + "Transfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n");

        final String start;

        Flood(String start) {
            this.start = start;
        }

        String more() {
            return switch (this) {
                case INTERIM -> "HTTP/1.1 100 Continue\r\n\r\n";
                case CHUNK_ZEROS -> "0";
                case TRAILERS -> "a: b\r\n";
                default -> "x";
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Flood.class)
    void takesNoMoreThanALittleThatIsNoPartOfTheFile(Flood flood) throws Exception {
        long[] sent = new long[1];
        byte[] more = flood.more().repeat(100_000 / flood.more().length()).getBytes(ISO_8859_1);
        try (HostileServer server =
                new HostileServer(
                        (number, request, out) -> {
                            out.write(flood.start.getBytes(ISO_8859_1));
                            for (long n = 0; n < 1L << 31; n += more.length) {
                                out.write(more);
                                sent[0] = n;
                            }
                        })) {
            assertThat(failure(server)).hasMessageContaining(server.url());
            assertThat(sent[0]).isLessThan(64 << 20); // including the buffers of the kernel
        }
    }

    @Test
    void stopsAtTheCap() throws Exception {
        String endless = OK + "Connection: close\r\n\r\n";
        long[] sent = new long[1];
        try (HostileServer server =
                new HostileServer(
                        (number, request, out) -> {
                            out.write(endless.getBytes(ISO_8859_1));
                            sendForEver(out, sent);
                        })) {
            assertThat(failure(server, "QEMU_TEST_DOWNLOAD_MAX_SIZE", "3M"))
                    .isInstanceOf(AssetException.class)
                    .hasMessageContaining("has more than the 3M that QEMU_TEST_DOWNLOAD_MAX_SIZE");
            assertThat(server.requests).hasSize(1);
        }
        assertThat(sent[0]).isLessThan(64 << 20);
        try (HostileServer server =
                HostileServer.answering(OK + "Content-Length: 99999999999\r\n\r\nx")) {
            assertThat(failure(server, "QEMU_TEST_DOWNLOAD_MAX_SIZE", "1536M"))
                    .hasMessageContaining("the 1536M that");
        }
        assertThatThrownBy(
                        () ->
                                fixture.cache("QEMU_TEST_DOWNLOAD_MAX_SIZE", "much")
                                        .fetch(Asset.of("http://127.0.0.1:1/x", "0".repeat(64))))
                .isInstanceOf(AssetException.class)
                .hasMessageContaining("QEMU_TEST_DOWNLOAD_MAX_SIZE='much'");
    }

    private static void sendForEver(OutputStream out, long[] sent) throws Exception {
        byte[] more = new byte[1 << 16];
        while (true) {
            out.write(more);
            sent[0] += more.length;
        }
    }

    @Test
    void leavesSomeOfTheDiskFree() throws Exception {
        long free = temp.toFile().getUsableSpace();
        String floor = Long.toString(free - (20 << 20));
        long[] sent = new long[1];
        try (HostileServer server =
                new HostileServer(
                        (number, request, out) -> {
                            out.write((OK + "Connection: close\r\n\r\n").getBytes(ISO_8859_1));
                            sendForEver(out, sent);
                        })) {
            assertThat(failure(server, "QEMU_TEST_DOWNLOAD_MIN_FREE", floor))
                    .isInstanceOf(AssetException.class)
                    .hasMessageContaining("No space left to use on the disk of")
                    .hasMessageContaining("QEMU_TEST_DOWNLOAD_MIN_FREE")
                    .hasMessageContaining("free disk space");
        }
        try (HostileServer server =
                HostileServer.answering(OK + "Content-Length: " + free + "\r\n\r\nx")) {
            assertThat(failure(server, "QEMU_TEST_DOWNLOAD_MIN_FREE", floor))
                    .hasMessageContaining(ByteSize.format(free) + " are needed");
        }
    }

    @Test
    void takesChunksOfAByteInLinearTime() throws Exception {
        long some = timeOfChunks(10_000);
        long twice = timeOfChunks(20_000);
        System.out.printf("10000 chunks: %d ms, 20000: %d ms%n", some / 1000000, twice / 1000000);
        assertThat(twice).isLessThan(3 * some + 100_000_000);
    }

    private long timeOfChunks(int count) throws Exception {
        byte[] body = new byte[count];
        new Random(count).nextBytes(body);
        ByteArrayOutputStream chunks = new ByteArrayOutputStream();
        for (byte b : body) {
            chunks.write("1;x\r\n".getBytes(ISO_8859_1));
            chunks.write(b);
            chunks.write("\r\n".getBytes(ISO_8859_1));
        }
        try (HostileServer server =
                HostileServer.answering(
                        OK
                                + "Transfer-Encoding: chunked\r\n\r\n"
                                + chunks.toString(ISO_8859_1)
                                + "0\r\n\r\n")) {
            Asset wanted = Asset.of(server.url(), CacheFixture.sha256(body));
            long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
            CacheFixture.assertContent(fixture.cache().fetch(wanted), body);
            return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
        }
    }

    private static byte[] encoded(String coding) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        OutputStream out =
                switch (coding) {
                    case "gzip", "x-gzip", "told by nothing" -> new GZIPOutputStream(bytes);
                    case "gzip, deflate" -> new GZIPOutputStream(new DeflaterOutputStream(bytes));
                    case "raw deflate" -> new DeflaterOutputStream(bytes, new Deflater(9, true));
                    default -> new DeflaterOutputStream(bytes);
                };
        out.write(CONTENT);
        out.close();
        return bytes.toByteArray();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "x-gzip",
                "deflate",
                "raw deflate",
                "gzip, deflate",
                "told by nothing",
            })
    void decodesWhatWasEncodedInSpiteOfIdentity(String coding) throws Exception {
        byte[] body = encoded(coding);
        String header =
                coding.equals("told by nothing")
                        ? ""
                        : "Content-Encoding: " + coding.replace("raw ", "") + "\r\n";
        try (HostileServer server = serving(OK, header, body)) {
            CacheFixture.assertContent(fixture.cache().fetch(asset(server)), CONTENT);
            assertThat(server.requests.get(0)).contains("Accept-Encoding: identity");
        }
    }

    /** Some servers send this header to describe the content of a .gz file. */
    @Test
    void keepsWhatIsWantedEncoded() throws Exception {
        byte[] body = encoded("gzip");
        try (HostileServer server = serving(OK, "Content-Encoding: gzip\r\n", body)) {
            Asset wanted = Asset.of(server.url(), CacheFixture.sha256(body));
            CacheFixture.assertContent(fixture.cache().fetch(wanted), body);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"gzip", "deflate", "br", "gzip, gzip, gzip, gzip, gzip"})
    void tellsTheHashOfWhatDoesNotDecodeToTheFile(String coding) throws Exception {
        byte[] body = "\u001f\u008bnonsense".getBytes(ISO_8859_1);
        try (HostileServer server = serving(OK, "Content-Encoding: " + coding + "\r\n", body)) {
            assertThat(failure(server))
                    .isInstanceOf(AssetException.class)
                    .hasMessageContaining("sent 10 bytes with hash " + CacheFixture.sha256(body))
                    .hasMessageContaining("encoded as [" + coding);
        }
    }

    @Test
    void decodesNoBomb() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            for (int i = 0; i < 30; i++) {
                out.write(new byte[1 << 20]);
            }
        }
        Asset zeros;
        try (HostileServer server =
                serving(OK, "Content-Encoding: gzip\r\n", bytes.toByteArray())) {
            zeros = Asset.of(server.url(), CacheFixture.sha256(new byte[30 << 20]));
            assertThatThrownBy(() -> fixture.cache().fetch(zeros))
                    .isInstanceOf(AssetException.class);
        }
    }

    private static HostileServer serving(String status, String header, byte[] body)
            throws Exception {
        return new HostileServer(
                (number, request, out) -> {
                    out.write(
                            (status + header + "Content-Length: " + body.length + "\r\n\r\n")
                                    .getBytes(ISO_8859_1));
                    out.write(body);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.0 200 OK\r\n\r\n", OK + "Connection: close\r\n\r\n"})
    void asksOnceMoreForWhatMayHaveBeenTornWithoutALength(String headers) throws Exception {
        try (HostileServer server =
                new HostileServer(
                        (number, request, out) -> {
                            out.write(headers.getBytes(ISO_8859_1));
                            out.write(CONTENT, 0, number == 1 ? 1000 : CONTENT.length);
                        })) {
            CacheFixture.assertContent(fixture.cache().fetch(asset(server)), CONTENT);
            assertThat(server.requests).hasSize(2);
        }
        Files.delete(temp.resolve("download").resolve(CacheFixture.sha256(CONTENT)));
        try (HostileServer server = HostileServer.answering(headers + "another file")) {
            assertThat(failure(server))
                    .isInstanceOf(AssetException.class)
                    .hasMessageContaining("sent 12 bytes with hash");
            assertThat(server.requests).hasSize(2);
        }
    }

    @Test
    void cleansWhatTheServerSays() throws Exception {
        for (String answer :
                new String[] {
                    "HTTP/1.1 404 \u001b[2J\u0007Gone\u009b1m\r\nContent-Length: 0\r\n\r\n",
                    "HTTP/1.1 404 " + "x".repeat(100_000) + "\r\nContent-Length: 0\r\n\r\n",
                    "\u001b]0;no status\u0007\r\n\r\n",
                    "HTTP/1.1 206 OK\r\nContent-Range: bytes 7-\u001b[1m\r\n\r\n",
                    "HTTP/1.1 302 x\r\nLocation: http://me:secret@127.0.0.1:1/\u001b\r\n\r\n",
                    OK + "Transfer-Encoding: chunked\r\n\r\n\u001b[2J\r\n",
                }) {
            try (HostileServer server = HostileServer.answering(answer)) {
                Throwable failure = failure(server);
                assertThat(failure).isNotNull();
                for (Throwable e = failure; e != null; e = e.getCause()) {
                    assertThat(String.valueOf(e.getMessage()))
                            .hasSizeLessThan(5000)
                            .doesNotContain("secret")
                            .doesNotContainPattern("[\\p{Cntrl}\u0080-\u009f]");
                }
            }
        }
    }

    /** Errors because of memory, of the stack, and of a class that cannot be loaded. */
    @ParameterizedTest
    @ValueSource(classes = {OutOfMemoryError.class, StackOverflowError.class, LinkageError.class})
    void failsTheOneAssetForAnError(Class<? extends Error> type) throws Exception {
        Error error = type.getConstructor(String.class).newInstance("of the test");
        Call.Factory usual = fixture.client;
        try (HostileServer server = serving(OK, "", CONTENT)) {
            fixture.client =
                    request -> {
                        if (request.url().encodedPath().equals("/bad")) {
                            throw error;
                        }
                        return usual.newCall(request);
                    };
            Asset bad = Asset.of(server.url().replace("/file", "/bad"), "0".repeat(64));
            ByteArrayOutputStream shown = new ByteArrayOutputStream();
            PrefetchResult result =
                    AssetPrefetcher.into(
                                    fixture.cache(),
                                    Progress.lines(new PrintStream(shown, true, UTF_8)))
                            .fetch(List.of(bad, asset(server)));
            assertThat(result.fetched()).containsExactly(asset(server));
            assertThat(result.permanentFailures().get(bad))
                    .hasMessageContaining("cannot fetch asset " + bad.url() + ": ")
                    .hasMessageContaining(type.getSimpleName() + ": of the test");
            assertThat(shown.toString(UTF_8)).contains("failed " + bad.url());
            assertThatThrownBy(() -> fixture.cache().fetch(bad)).isInstanceOf(AssetException.class);
        }
    }
}
