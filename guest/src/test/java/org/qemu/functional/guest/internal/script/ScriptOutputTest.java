package org.qemu.functional.guest.internal.script;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.logging.TestLog;

class ScriptOutputTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir Path folder;
    private Path file;
    private TestLog log;

    @BeforeEach
    void openLog() throws IOException {
        file = folder.resolve("base.log");
        log = TestLog.open(file);
    }

    @AfterEach
    void closeLog() {
        log.close();
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(UTF_8));
    }

    private static ScriptOutput output(InputStream stdout, InputStream stderr) {
        return ScriptOutput.read("x.sh", OutputStream.nullOutputStream(), stdout, stderr, null);
    }

    @Test
    void linesComeToTheLogOfTheTestWhileTheScriptRuns() throws Exception {
        try (PipedOutputStream script = new PipedOutputStream()) {
            ScriptOutput output = output(new PipedInputStream(script), stream(""));
            script.write("first\n".getBytes(UTF_8));
            script.flush();
            assertThat(output.await("first", LONG)).hasValue("first");
            // The thread that logs the line notifies waiting threads first, and then handles the
            // next line.
            script.write("second\n".getBytes(UTF_8));
            script.flush();
            assertThat(output.await("second", LONG)).hasValue("second");
            assertThat(Files.readString(file)).contains("x.sh | first");
        }
    }

    @Test
    void tellsStandardErrorFromStandardOutput() throws Exception {
        ScriptOutput output = output(stream("out\nlast\n"), stream("err"));
        output.awaitEnd(LONG);
        assertThat(output.tail()).contains("| out", "| last", "! err");
        assertThat(new String(output.stdout(), UTF_8)).isEqualTo("out\nlast\n");
        assertThat(new String(output.stderr(), UTF_8)).isEqualTo("err");
    }

    @Test
    void awaitedLinesAreFoundOnceAndInOrder() throws Exception {
        ScriptOutput output = output(stream("a1\nb\na2\n"), stream(""));
        assertThat(output.await("a", LONG)).hasValue("a1");
        assertThat(output.await("a", LONG)).hasValue("a2");
        assertThat(output.await("a", LONG)).isEmpty();
    }

    @Test
    void noiseIsPrintable() throws Exception {
        ScriptOutput output = output(stream("\u001b[1mbold\r\n\0\n\n"), stream(""));
        output.awaitEnd(LONG);
        assertThat(output.tail()).contains("| \\x1b[1mbold\n", "| \\x00\n");
        assertThat(output.lastLine()).hasValue("\\x00");
    }

    @Test
    void floodKeepsTheLastAndNoMore() throws Exception {
        String line = "x".repeat(10_000);
        ScriptOutput output = output(stream(line.repeat(1000) + "\nend"), stream(""));
        output.awaitEnd(LONG);
        assertThat(output.lastLine()).hasValue("end");
        assertThat(output.stdout()).hasSize(ScriptOutput.KEPT).endsWith((byte) 'd');
        assertThat(Files.size(file)).isBetween(1L << 20, 6L << 20);
        assertThat(Files.readString(file)).contains("writes too much");
    }

    @Test
    void lostGuestEndsWhatWasRead() throws Exception {
        InputStream breaking =
                new ByteArrayInputStream(new byte[] {'x'}) {
                    @Override
                    public synchronized int read(byte[] to, int from, int most) {
                        int count = super.read(to, from, most);
                        if (count < 0) {
                            throw new AssertionError("the guest is lost");
                        }
                        return count;
                    }
                };
        ScriptOutput output = output(breaking, stream(""));
        assertThat(output.await("never", LONG)).isEmpty();
        assertThat(output.lastLine()).hasValue("x");
    }

    @Test
    void questionsAreAnsweredAndNotShown() throws Exception {
        ByteArrayOutputStream stdin = new ByteArrayOutputStream();
        ScriptOutput output =
                ScriptOutput.read(
                        "x.sh",
                        stdin,
                        stream(""),
                        stream("\u0001nic a b\nsaid\n"),
                        question -> "<" + question + ">");
        output.awaitEnd(LONG);
        assertThat(stdin.toString(UTF_8)).isEqualTo("<nic a b>\n");
        assertThat(output.tail()).contains("! said").doesNotContain("nic");
        output.requireAnswered();
    }

    @Test
    void silenceIsToldAsThat() throws Exception {
        ScriptOutput output = output(stream(""), stream("\n"));
        output.awaitEnd(LONG);
        assertThat(output.lastLine()).isEmpty();
        assertThat(output(stream(""), stream("")).tail()).isEqualTo("; it wrote nothing");
    }
}
