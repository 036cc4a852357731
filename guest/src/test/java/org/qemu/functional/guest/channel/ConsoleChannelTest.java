package org.qemu.functional.guest.channel;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.console.Console;
import org.qemu.functional.console.Transcript;

/** The host's shell behind a console that echoes, and into which a kernel writes. */
class ConsoleChannelTest {
    private static final Duration LONG = Duration.ofSeconds(60);

    @TempDir Path folder;
    private final FakeWatch watch = new FakeWatch();
    private final AtomicInteger noise = new AtomicInteger();
    private SocketEnds ends;
    private Console console;
    private Process shell;
    private ConsoleChannel channel;

    @BeforeEach
    void open() throws IOException {
        ends = SocketEnds.open();
        console =
                Console.open(
                        ends.host(), Transcript.to(folder.resolve("console.log")), Thread::new);
        shell = new ProcessBuilder("sh").redirectErrorStream(true).start();
        pump(this::typed);
        pump(this::said);
        channel = new ConsoleChannel(console, watch, "test");
    }

    @AfterEach
    void close() throws Exception {
        channel.close();
        shell.destroyForcibly().waitFor();
        ends.guest().close();
        console.close();
    }

    private interface Pump {
        void run() throws IOException;
    }

    private static void pump(Pump pump) {
        Thread thread =
                new Thread(
                        () -> {
                            try {
                                pump.run();
                            } catch (IOException e) {
                                // The test is over.
                            }
                        });
        thread.setDaemon(true);
        thread.start();
    }

    /** What is typed is echoed, as a terminal does. */
    private void typed() throws IOException {
        InputStream keys = Channels.newInputStream(ends.guest());
        OutputStream input = shell.getOutputStream();
        int key;
        while ((key = keys.read()) >= 0) {
            say(key == '\r' ? "\r\n" : Character.toString(key));
            if (key != 3) {
                input.write(key == '\r' ? '\n' : key);
                input.flush();
            }
        }
    }

    /** What the shell says; a message of the kernel in some of its lines. */
    private void said() throws IOException {
        InputStream output = shell.getInputStream();
        int next;
        while ((next = output.read()) >= 0) {
            if (next == '=' && noise.get() > 0 && noise.decrementAndGet() >= 0) {
                say("=[   12.345678] usb 1-1: new device\r\n");
            } else {
                say(next == '\n' ? "\r\n" : Character.toString(next));
            }
        }
    }

    private synchronized void say(String text) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(UTF_8));
        while (bytes.hasRemaining()) {
            ends.guest().write(bytes);
        }
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
        assertThat(output.status()).isEqualTo(ExitStatus.of(7));
        assertThat(output.stdout()).isEqualTo(input);
        assertThat(new String(output.stderr(), UTF_8)).isEqualTo("no line end");
    }

    @Test
    void connectsThoughTheConsoleTalksAndNoPromptIsThereYet() throws Exception {
        say("[ 0.0] Linux\r\nlogin:\r\n$ ");
        channel.connect(LONG);
        assertThat(run("echo it works", new byte[0]).stdout()).asString().isEqualTo("it works\n");
    }

    @Test
    void outputThatTheKernelWroteIntoComesAnew() throws Exception {
        channel.connect(LONG);
        noise.set(2);
        byte[] input = random(2000);
        assertThat(run("cat", input).stdout()).isEqualTo(input);
        assertThat(noise.get()).isZero();
    }

    @Test
    void endlessNoiseIsToldWithWhatTheConsoleSaid() throws Exception {
        channel.connect(LONG);
        noise.set(Integer.MAX_VALUE);
        assertThatThrownBy(() -> run("echo output", new byte[0]))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("the console's noise spoilt it")
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
        channel.connect(LONG); // has its turn after the second has ended
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
        assertThat(execution.await(LONG)).contains(ExitStatus.of(0));
    }

    @Test
    void lossOfTheGuestEndsAWaitAtOnce() throws Exception {
        channel.connect(LONG);
        Execution execution =
                channel.start("sleep 100 & echo $! > %1$s; wait".formatted(folder.resolve("pid")));
        AssertionError panic = new AssertionError("the guest panicked");
        watch.lost.complete(panic);
        assertThatThrownBy(() -> execution.await(LONG)).isSameAs(panic);
        shell.descendants().forEach(ProcessHandle::destroyForcibly);
    }

    @Test
    void consoleWithoutAShellIsToldOfAtTheLimit() throws Exception {
        shell.destroyForcibly().waitFor();
        assertThatThrownBy(() -> channel.connect(Duration.ofMillis(500)))
                .hasMessageContaining("broken: a shell on the console");
    }
}
