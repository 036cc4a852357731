package org.qemu.functional.guest.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.settings.TimeoutScale;

/** Tests a channel with the host's shell on a console that echoes and to which a kernel writes. */
class ConsoleChannelTest {
    private static final Duration LONG = TimeoutScale.scaled(Duration.ofSeconds(60));

    @TempDir Path folder;
    private final FakeWatch watch = new FakeWatch();
    private ConsolePeer peer;
    private ConsoleChannel channel;

    @BeforeEach
    void open() throws IOException {
        peer = new ConsolePeer(folder);
        channel = new ConsoleChannel(peer.console(), watch, "test");
    }

    @AfterEach
    void close() throws Exception {
        channel.close();
        peer.close();
    }

    private CommandOutput run(String script, byte[] input) throws Exception {
        try (Execution execution = channel.start(script, input)) {
            return execution.collect(1 << 20, LONG).orElseThrow();
        }
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    @Test
    void runsAScriptAndTellsItsStatusAndBothOutputs() throws Exception {
        channel.connect(LONG);
        byte[] input = random(3000);
        CommandOutput output = run("cat; printf 'no line end' >&2; exit 7", input);
        assertThat(output.status()).isEqualTo(GuestExitStatus.of(7));
        assertThat(output.stdout()).isEqualTo(input);
        assertThat(new String(output.stderr(), UTF_8)).isEqualTo("no line end");
    }

    @Test
    void connectsThoughTheConsoleTalksAndNoPromptIsThereYet() throws Exception {
        peer.say("[ 0.0] Linux\r\nlogin:\r\n$ ");
        channel.connect(LONG);
        assertThat(run("echo it works", new byte[0]).stdout()).asString().isEqualTo("it works\n");
    }

    @Test
    void connectsThoughTheShellHasTheBeginningOfAQuotation() throws Exception {
        peer.beginQuotation();
        channel.connect(LONG);
        assertThat(run("echo it works", new byte[0]).stdout()).asString().isEqualTo("it works\n");
    }

    @Test
    void outputThatTheKernelWroteIntoComesAnew() throws Exception {
        channel.connect(LONG);
        peer.spoil(2);
        byte[] input = random(2000);
        assertThat(run("cat", input).stdout()).isEqualTo(input);
        assertThat(peer.unspoilt()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7})
    void onlyWhatTheKernelWroteIntoIsSentAgain(int lines) throws Exception {
        channel.connect(LONG);
        peer.spoilOneOf(lines);
        byte[] input = random(30_000); // 527 lines, some of which are corrupted each time
        CommandOutput output = run("cat; exit 7", input);
        assertThat(output.stdout()).isEqualTo(input);
        assertThat(output.status()).isEqualTo(GuestExitStatus.of(7));
    }

    @Test
    void endlessNoiseIsToldWithWhatTheConsoleSaid() throws Exception {
        channel.connect(LONG);
        peer.spoil(Integer.MAX_VALUE);
        assertThatThrownBy(() -> run("echo output", new byte[0]))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("because of noise on the console")
                .hasMessageContaining("usb 1-1: new device");
    }

    @Test
    void copiesFilesWithTheirPermissions() throws Exception {
        channel.connect(LONG);
        byte[] content = random(1000);
        String path = folder.resolve("it's a file").toString();
        channel.put(new ByteArrayInputStream(content), path, 0640, LONG);
        assertThat(Files.readAllBytes(Path.of(path))).isEqualTo(content);
        ByteArrayOutputStream copy = new ByteArrayOutputStream();
        assertThat(channel.get(path, copy, LONG)).isEqualTo(0640);
        assertThat(copy.toByteArray()).isEqualTo(content);
        assertThatThrownBy(() -> channel.get(path + "2", copy, LONG))
                .isInstanceOf(GuestFileException.class)
                .hasMessageContaining("it's a file2")
                .hasMessageContaining("No such file");
        assertThatThrownBy(
                        () ->
                                channel.put(
                                        new ByteArrayInputStream(content),
                                        folder.toString(),
                                        0644,
                                        LONG))
                .isInstanceOf(GuestFileException.class)
                .hasMessageContaining("it is a folder");
    }

    @Test
    void oneCommandRunsAfterTheOther() throws Exception {
        channel.connect(LONG);
        Path go = folder.resolve("go");
        Execution first =
                channel.start("until [ -e %s ]; do sleep 0.05; done; echo 1".formatted(go));
        Thread second = new Thread(() -> channel.start("echo 2 > " + folder.resolve("second")));
        second.start();
        assertThat(first.await(Duration.ofMillis(300))).isEmpty();
        assertThat(folder.resolve("second")).doesNotExist();
        Files.createFile(go);
        assertThat(first.collect(100, LONG).orElseThrow().stdout()).asString().isEqualTo("1\n");
        second.join();
        channel.connect(LONG); // runs after the second has ended
        assertThat(folder.resolve("second")).hasContent("2");
    }

    @Test
    void refusesSignalsForWhichThereIsNoKey() throws Exception {
        channel.connect(LONG);
        Path go = folder.resolve("go");
        Execution execution = channel.start("until [ -e %s ]; do sleep 0.05; done".formatted(go));
        assertThatThrownBy(() -> execution.signal(15))
                .isInstanceOf(UnsupportedOperationException.class)
                .hasMessageContaining("signal 15");
        assertThatThrownBy(() -> execution.stdin().write(new byte[1]))
                .isInstanceOf(UnsupportedOperationException.class);
        Files.createFile(go);
        assertThat(execution.await(LONG)).contains(GuestExitStatus.of(0));
    }

    @Test
    void lossOfTheGuestEndsAWaitAtOnce() throws Exception {
        channel.connect(LONG);
        Execution execution = channel.start("sleep 100");
        AssertionError panic = new AssertionError("the guest panicked");
        watch.loseForGood(panic);
        assertThatThrownBy(() -> execution.await(LONG)).isSameAs(panic);
    }

    @Test
    void consoleWithoutAShellIsToldOfAtTheLimit() throws Exception {
        peer.endShell();
        assertThatThrownBy(() -> channel.connect(Duration.ofMillis(500)))
                .hasMessageContaining("broken: a shell on the console");
    }
}
