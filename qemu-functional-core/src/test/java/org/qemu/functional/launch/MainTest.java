package org.qemu.functional.launch;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Starts the program as users do, in its own process. */
@Timeout(120)
class MainTest extends ProgramFixture {
    private static final String FIXTURES = "org.qemu.functional.launch.fixture.";

    @Test
    void keepsStandardOutputForTapAlone() throws Exception {
        Result result = run(Map.of(), FIXTURES + "NoisyFixture");
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .startsWith("TAP version 13\n1..1\n# running NoisyFixture.printsAndPasses\nok 1 - ")
                .doesNotContain("1..99");
        assertThat(result.err()).contains("not ok 1 - this is no TAP").contains("1..99");
    }

    @Test
    void exitsWithOneWhenATestFailedAndWithZeroUnderMeson() throws Exception {
        Result alone = run(Map.of(), FIXTURES + "FailingFixture");
        assertThat(alone.status()).isEqualTo(1);
        assertThat(alone.out())
                .contains("not ok")
                .contains("- FailingFixture.fails")
                .contains("FailingFixture.java:");
        Result underMeson = run(Map.of("MESON_TEST_ITERATION", "1"), FIXTURES + "FailingFixture");
        assertThat(underMeson.status()).isZero();
        assertThat(underMeson.out()).contains("not ok");
    }

    @Test
    void tellsAPersonOfAFailureOnceOnStandardError() throws Exception {
        Result result = run(Map.of(), FIXTURES + "FailingFixture");
        assertThat(result.err())
                .contains("FAILED FailingFixture.fails (test)\n")
                .containsOnlyOnce("version ==> expected: <4.2> but was: <4.3>")
                .contains("FailingFixture.java:");
        assertThat(result.out()).containsOnlyOnce("version ==> expected: <4.2> but was: <4.3>");
    }

    @Test
    void writesTheResultsAsXmlToo() throws Exception {
        Path xml = folder.resolve("new folder/results.xml");
        Result result = run(Map.of(), "--junit-xml", xml.toString(), FIXTURES + "FailingFixture");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).contains("1..2\n");
        assertThat(xml)
                .content()
                .contains("tests=\"2\" failures=\"1\" errors=\"0\"")
                .contains("classname=\"" + FIXTURES + "FailingFixture\" name=\"fails\"");
    }

    @Test
    void writesAFileOfItsOwnInEachRepetitionUnderMeson() throws Exception {
        run(
                Map.of("MESON_TEST_ITERATION", "2"),
                "--junit-xml",
                folder.resolve("results.xml").toString(),
                FIXTURES + "NoisyFixture");
        assertThat(folder.resolve("results.2.xml")).exists();
        assertThat(folder.resolve("results.xml")).doesNotExist();
    }

    @Test
    void runsOneMethod() throws Exception {
        Result result = run(Map.of(), FIXTURES + "FailingFixture#passes");
        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("1..1\n").contains("ok 1 - FailingFixture.passes");
    }

    @Test
    void runsSeveralClassesUnderOnePlan() throws Exception {
        Result result = run(Map.of(), FIXTURES + "NoisyFixture", FIXTURES + "FailingFixture");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).contains("1..3\n");
    }

    @Test
    void refusesWhatDoesNotExistWithoutAWordOfTap() throws Exception {
        for (String[] args :
                new String[][] {
                    {},
                    {"--no-such-option"},
                    {"--junit-xml"},
                    {"--junit-xml", "/dev/null/results.xml", FIXTURES + "NoisyFixture"},
                    {"generic.NoSuchTest"},
                    {FIXTURES + "FailingFixture#noSuchMethod"},
                    {FIXTURES + "EmptyFixture"}
                }) {
            Result result = run(Map.of(), args);
            assertThat(result.status()).as(String.join(" ", args)).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).startsWith("error: ");
        }
        assertThat(run(Map.of(), FIXTURES + "FailingFixture#noSuchMethod").err())
                .contains("'noSuchMethod'");
        assertThat(run(Map.of(), FIXTURES + "FailingFixture#fials").err())
                .contains("did you mean fails?");
    }

    @Test
    void listsTheTestsOfAClass() throws Exception {
        Result result = run(Map.of(), "--list", FIXTURES + "FailingFixture");
        assertThat(result.status()).isZero();
        assertThat(result.out().lines())
                .containsExactly(
                        FIXTURES + "FailingFixture#fails", FIXTURES + "FailingFixture#passes");
    }

    @Test
    void explainsItself() throws Exception {
        Result result = run(Map.of(), "--help");
        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("usage:").contains("--list");
    }

    @Test
    void exitsWithThreeWhenTapCannotBeWritten() throws Exception {
        List<String> command = java(Main.class.getName(), FIXTURES + "NoisyFixture");
        Process process =
                program(Map.of(), command).redirectOutput(Path.of("/dev/full").toFile()).start();
        assertThat(process.waitFor()).isEqualTo(3);
        assertThat(folder.resolve("err")).content().contains("standard output");
    }

    @Test
    void failsWithAPointWhenTheBinaryIsMissing() throws Exception {
        Result result =
                run(
                        Map.of("QEMU_TEST_QEMU_BINARY", "/nowhere/qemu-system-arm"),
                        FIXTURES + "EndlessFixture#neverStarts");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out())
                .contains("not ok 1 - EndlessFixture.neverStarts")
                .contains("QEMU_TEST_QEMU_BINARY='/nowhere/qemu-system-arm'");
    }

    @Test
    void refusesToStartWhatItCouldNotTieToItself() throws Exception {
        Result result =
                run(
                        Map.of("PATH", folder.toString(), "QEMU_TEST_QEMU_BINARY", qemu()),
                        FIXTURES + "BackdoorFixture");
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).contains("'setpriv' is not in PATH").contains("util-linux");
    }

    @Test
    void leavesWholeTapAndNothingElseWhenTerminated() throws Exception {
        Path lifeline = folder.resolve("lifeline");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(lifeline));
            Process program =
                    program(
                                    Map.of(),
                                    java(
                                            "-Dlifeline=" + lifeline,
                                            Main.class.getName(),
                                            FIXTURES + "EndlessFixture"))
                            .start();
            try (SocketChannel qemu = server.accept();
                    BufferedReader test =
                            new BufferedReader(Channels.newReader(server.accept(), UTF_8))) {
                Path sockets = Path.of(test.readLine());
                Path scratch = Path.of(test.readLine());
                assertThat(sockets).exists();
                program.destroy();
                assertThat(qemu.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                Result result = result(program);
                assertThat(result.status()).isEqualTo(128 + 15);
                assertThat(result.out())
                        .startsWith("TAP version 13\n1..2\n")
                        .contains("not ok 1 - EndlessFixture.waitsForEver")
                        .contains("SIGTERM")
                        .contains("EndlessFixture.java:")
                        .contains("console.log")
                        .contains("not ok 2 - EndlessFixture.neverStarts")
                        .endsWith("  ...\n");
                assertThat(sockets).doesNotExist();
                assertThat(scratch).doesNotExist();
            } finally {
                program.destroyForcibly();
            }
        }
    }

    @Test
    void writesAStampWhenAllAssetsAreThere() throws Exception {
        Path stamp = folder.resolve("all.tstamp");
        Result result =
                run(Map.of("QEMU_TEST_PRECACHE", stamp.toString()), FIXTURES + "NoisyFixture");
        assertThat(result.status()).isZero();
        assertThat(result.out()).isEmpty();
        assertThat(stamp).exists();
    }

    @Test
    void writesNoStampWhenAnAssetCannotBeHad() throws Exception {
        Path stamp = folder.resolve("all.tstamp");
        Map<String, String> environment =
                Map.of(
                        "QEMU_TEST_PRECACHE", stamp.toString(),
                        "QEMU_TEST_CACHE_DIR", folder.resolve("cache").toString());
        Result result = run(environment, FIXTURES + "AssetFixture");
        assertThat(result.status()).isEqualTo(75);
        assertThat(stamp).doesNotExist();
        assertThat(result.err()).contains("127.0.0.1:1/kernel");
    }

    @Test
    void skipsATestWhoseAssetCannotBeHad() throws Exception {
        Map<String, String> environment =
                Map.of("QEMU_TEST_CACHE_DIR", folder.resolve("cache").toString());
        Result result = run(environment, FIXTURES + "AssetFixture");
        assertThat(result.status()).isZero();
        assertThat(result.out())
                .containsPattern("ok 1 - AssetFixture.needsAnAsset # SKIP .*127.0.0.1:1");
    }

    @Test
    void opensABackdoorIntoTheMonitor() throws Exception {
        Path socket = folder.resolve("backdoor");
        Result result =
                run(
                        Map.of("QEMU_TEST_QMP_BACKDOOR", socket.toString()),
                        FIXTURES + "BackdoorFixture");
        assertThat(result.out()).contains("ok 1 - BackdoorFixture.canBeEntered\n");
        assertThat(result.status()).isZero();
    }

    @Test
    void tellsACommandThatRunsAFailedTestAgainWhenPasted() throws Exception {
        Path jar = runnableJar();
        String java = ProcessHandle.current().info().command().orElseThrow();
        Result first =
                result(
                        program(
                                        Map.of(),
                                        List.of(
                                                java,
                                                "-jar",
                                                jar.toString(),
                                                FIXTURES + "FailingQemuFixture"))
                                .start());
        Matcher rerun = Pattern.compile("\"rerun\": \"(.*)\"").matcher(first.out());
        assertThat(rerun.find()).as(first.out()).isTrue();
        Result second = result(program(Map.of(), List.of("sh", "-c", rerun.group(1))).start());
        assertThat(second.status()).isEqualTo(1);
        assertThat(second.out()).contains("not ok 1 - FailingQemuFixture.fails");
    }

    @Test
    void tellsItsVersion() throws Exception {
        Result result = run(Map.of(), "--version");
        assertThat(result.status()).isZero();
        assertThat(result.out()).matches("qemu-functional-tests \\d+\\.\\d+\\.\\d+\\S*\n");
    }

    @Test
    void endsQuietlyWhenNobodyReadsItsList() throws Exception {
        List<String> command =
                new ArrayList<>(
                        List.of("bash", "-c", "\"$@\" | exec true; exit ${PIPESTATUS[0]}", "bash"));
        command.addAll(java(Main.class.getName(), "--list"));
        Result result = result(program(Map.of(), command).start());
        assertThat(result.status()).isZero();
        assertThat(result.err()).isEmpty();
    }
}
