package org.qemu.functional.weakness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.qemu.functional.console.Console;
import org.qemu.functional.console.ConsoleOutcome;
import org.qemu.functional.console.ConsolePattern;
import org.qemu.functional.console.Transcript;
import org.qemu.functional.launch.Main;
import org.qemu.functional.launch.ProgramFixture;
import org.qemu.functional.settings.TimeoutScale;

/**
 * Tests for reproduced defects of QEMU's own framework, by the rows of the list of its weaknesses:
 * each test checks the behavior that was wrong there.
 */
@Timeout(180)
class PythonFrameworkDefectsTest extends ProgramFixture {
    private Result run(Class<?> tests, String... environment) throws Exception {
        return run(environment(environment), tests.getName());
    }

    private static Map<String, String> environment(String... pairs) {
        Map<String, String> environment = new HashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            environment.put(pairs[i], pairs[i + 1]);
        }
        return environment;
    }

    private Path log(String test, String file) throws Exception {
        try (var found = Files.find(folder, 9, (path, any) -> path.endsWith(test + "/" + file))) {
            return found.findFirst().orElseThrow();
        }
    }

    @Test
    void row1CrashOfQemuIsAFailure() throws Exception {
        Result result = run(CrashingQemu.class);
        assertThat(result.out())
                .contains("not ok 1 - CrashingQemu.")
                .contains("not ok 2 - CrashingQemu.")
                .contains("SIGSEGV (signal 11)")
                .contains("SIGABRT (signal 6)")
                .contains("kind: \"qemu-crash\"");
        assertThat(result.status()).isEqualTo(4);
        assertThat(log("CrashingQemu.endsAfterASegmentationFault", "rerun.sh")).isExecutable();
    }

    @Test
    void row2ReasonOfAPanicIsInConsoleLog() throws Exception {
        Result result = run(PanickingGuest.class);
        assertThat(result.out())
                .contains("Kernel panic - not syncing: the very reason")
                .contains("kind: \"guest-crash\"");
        assertThat(result.status()).isEqualTo(5);
        assertThat(log("PanickingGuest.waitsForWhatNeverComes", "console.log"))
                .content()
                .contains("Kernel panic - not syncing: the very reason")
                .endsWith("last words");
    }

    @Test
    void row3LongLineIsReadInLinearTimeAndNobodyNeedRead() throws Exception {
        // In QEMU's framework, 100 kB without an end of line took 3.4 s, and 200 kB 13.4 s; this
        // would take weeks.
        int bytes = 1 << 26;
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(folder.resolve("console")));
            try (SocketChannel guest = SocketChannel.open(server.getLocalAddress());
                    Console console =
                            Console.open(
                                    server.accept(),
                                    Transcript.to(folder.resolve("console.log")),
                                    Thread::new)) {
                assertIsRead(bytes, guest, console);
            }
        }
    }

    /**
     * Check that the console is read without a wait: a test that does other things must never block
     * a guest.
     */
    private static void assertIsRead(int bytes, SocketChannel guest, Console console)
            throws Exception {
        byte[] block = new byte[1 << 16];
        Arrays.fill(block, (byte) 'x');
        for (int written = 0; written < bytes; written += block.length) {
            for (ByteBuffer b = ByteBuffer.wrap(block); b.hasRemaining(); ) {
                guest.write(b);
            }
        }
        guest.write(ByteBuffer.wrap("the end".getBytes(UTF_8)));
        ConsoleOutcome end =
                console.await(
                        List.of(ConsolePattern.literal("the end")),
                        List.of(),
                        Duration.ofMinutes(1));
        assertThat(end).isInstanceOf(ConsoleOutcome.Matched.class);
    }

    @Test
    void row4WaitHasADeadlineByDefault() throws Exception {
        Result result =
                run(environment("QEMU_TEST_TIMEOUT", "8"), SilentGuest.class.getName() + "#waits");
        // On a slow host, the time limit of the test or of the program is reached before that of
        // the wait.
        assertThat(result.out())
                .containsPattern("not ok 1 - (SilentGuest.waits|discovery)\n")
                .containsPattern("kind: \"timeout\"|the program's time is up");
        assertNoScratch();
    }

    @Test
    void row5WaitEndsInTimeAndTheOtherTestsStillRun() throws Exception {
        Result result =
                run(
                        environment(),
                        SilentGuest.class.getName() + "#waitsForARegularExpression",
                        SilentGuest.class.getName() + "#stillRuns");
        assertThat(result.out())
                .contains("not ok 1 - SilentGuest.waitsForARegularExpression\n")
                .contains("did not come on the console " + within(Duration.ofMillis(200)))
                .contains("kind: \"timeout\"")
                .contains("ok 2 - SilentGuest.stillRuns");
        assertNoScratch();
    }

    private void assertNoScratch() throws Exception {
        try (var scratch = Files.find(folder, 9, (path, any) -> path.endsWith("scratch"))) {
            assertThat(scratch).isEmpty();
        }
    }

    /** Return how a message of a program that this test has started describes a timeout. */
    private static String within(Duration timeout) {
        return "within %.1f s".formatted(TimeoutScale.scaled(timeout).toMillis() / 1e3);
    }

    @Test
    void row6TimeOfAnEventIsTheWholeTime() throws Exception {
        Result result = run(WaitingForEvents.class);
        assertThat(result.out())
                .contains("not ok 1")
                .contains("SHUTDOWN")
                .contains(within(Duration.ofSeconds(1)));
    }

    @Test
    void row7CommandToAStoppedQemuTimesOut() throws Exception {
        Result result = run(StoppedQemu.class);
        assertThat(result.out())
                .contains("not ok 1")
                .contains("query-status")
                .contains(within(Duration.ofMillis(600)));
    }

    @Test
    void row8NoQemuOutlivesAKilledProgram() throws Exception {
        Path lifeline = folder.resolve("lifeline");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(lifeline));
            Process program =
                    program(
                                    Map.of(),
                                    java(
                                            "-Dlifeline=" + lifeline,
                                            Main.class.getName(),
                                            "org.qemu.functional.launch.fixture.EndlessFixture"))
                            .start();
            try (SocketChannel qemu = server.accept();
                    BufferedReader test =
                            new BufferedReader(Channels.newReader(server.accept(), UTF_8))) {
                assertThat(test.readLine()).isNotEmpty();
                program.destroyForcibly(); // SIGKILL
                assertThat(qemu.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            } finally {
                program.destroyForcibly();
            }
        }
    }

    @Test
    void row9DownloadOfADeadProcessCostsNothing() throws Exception {
        byte[] content = "an asset".getBytes(UTF_8);
        String hash =
                HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        Path downloads = Files.createDirectories(folder.resolve("cache/download"));
        Files.writeString(downloads.resolve(hash + ".download"), "an a");
        try (MockWebServer server = new MockWebServer()) {
            server.enqueue(new MockResponse.Builder().body("an asset").build());
            server.enqueue(new MockResponse.Builder().body("an asset").build());
            server.start();
            Result result =
                    result(
                            program(
                                            Map.of(
                                                    "QEMU_TEST_CACHE_DIR",
                                                    folder.resolve("cache").toString()),
                                            java(
                                                    "-Durl=" + server.url("/file"),
                                                    "-Dhash=" + hash,
                                                    Main.class.getName(),
                                                    Downloading.class.getName()))
                                    .start());
            assertThat(result.out()).contains("ok 1 - Downloading.fetches\n");
            // In QEMU's framework, this took 91 s. ManyProcessesTest counts the checks of partial
            // files.
        }
    }

    @Test
    void row10OutageIsNotSuccess() throws Exception {
        String fixture = "org.qemu.functional.launch.fixture.AssetFixture";
        String cache = folder.resolve("cache").toString();
        Path stamp = folder.resolve("stamp");
        Result precache =
                run(
                        environment(
                                "QEMU_TEST_CACHE_DIR",
                                cache,
                                "QEMU_TEST_PRECACHE",
                                stamp.toString()),
                        fixture);
        assertThat(precache.status()).isEqualTo(75);
        assertThat(stamp).doesNotExist();

        Map<String, String> offline =
                environment("QEMU_TEST_CACHE_DIR", cache, "QEMU_TEST_NO_DOWNLOAD", "1");
        assertThat(run(offline, fixture).out()).contains("# SKIP").contains("missing-asset");

        offline.put("QEMU_TEST_REQUIRE_ASSETS", "1");
        Result required = run(offline, fixture);
        assertThat(required.out()).contains("not ok 1").contains("kind: \"missing-asset\"");
        assertThat(required.status()).isEqualTo(6);
    }

    @Test
    void row20ArchivesDoWhatTheySay() throws Exception {
        Result result = run(Unpacking.class);
        assertThat(result.out()).contains("1..4\n").doesNotContain("not ok");
        assertThat(result.status()).isZero();
    }
}
