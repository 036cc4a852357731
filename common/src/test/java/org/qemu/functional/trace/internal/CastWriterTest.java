package org.qemu.functional.trace.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CastWriterTest {
    private static final ObjectMapper JACKSON = new ObjectMapper();
    private static final String TIME = "2026-11-20 21:17:35,123: ";

    @TempDir Path folder;
    private Path log;
    private TestTrace trace;

    @BeforeEach
    void open() {
        log = folder.resolve("console.log");
        trace = TestTrace.open(folder, TraceMode.ON, new JsonFields().put("test", "x"));
    }

    @AfterEach
    void close() {
        finish();
    }

    private void finish() {
        trace.finish(trace.entry("result", "failed"), true);
    }

    /** Appends to the log as the console's transcript does. */
    private final class Guest {
        private final ConsoleRecord record = trace.console("default", "console", log);
        private boolean atLineStart = true;

        void say(byte... bytes) throws IOException {
            var line = new java.io.ByteArrayOutputStream();
            for (byte b : bytes) {
                if (atLineStart) {
                    line.writeBytes(TIME.getBytes(UTF_8));
                }
                line.write(b);
                atLineStart = b == '\n';
            }
            record.received(bytes.length);
            Files.write(
                    log, line.toByteArray(), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        }

        void say(String text) throws IOException {
            say(text.getBytes(UTF_8));
        }
    }

    private List<JsonNode> cast() throws IOException {
        List<JsonNode> lines = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("console.cast"))) {
            lines.add(JACKSON.readTree(line));
        }
        return lines;
    }

    private String text(String code) throws IOException {
        StringBuilder text = new StringBuilder();
        for (JsonNode event : cast().subList(1, cast().size())) {
            if (event.path(1).textValue().equals(code)) {
                text.append(event.path(2).textValue());
            }
        }
        return text.toString();
    }

    @Test
    void headerIsThatOfAsciicast() throws IOException {
        new Guest().say("hello\r\n");
        finish();

        JsonNode header = cast().get(0);
        assertThat(header.path("version").asInt()).isEqualTo(2);
        assertThat(header.path("width").asInt()).isEqualTo(80);
        assertThat(header.path("height").asInt()).isEqualTo(24);
        assertThat(header.path("timestamp").asLong()).isPositive();
    }

    @Test
    void outputIsThatOfTheGuestWithoutTheTimes() throws IOException {
        Guest guest = new Guest();
        guest.say("one\r\ntw");
        guest.say("o\n");
        guest.say("\n\nlogin: " + TIME);
        finish();

        assertThat(text("o")).isEqualTo("one\r\ntwo\n\n\nlogin: " + TIME);
    }

    @Test
    void charactersThatAreSplitByReadsAreJoined() throws IOException {
        Guest guest = new Guest();
        for (byte b : "漢\ud83d\ude00ü".getBytes(UTF_8)) {
            guest.say(b);
        }
        finish();

        assertThat(text("o")).isEqualTo("漢\ud83d\ude00ü");
    }

    @Test
    void bytesThatAreNotUtf8AreReplaced() throws IOException {
        Guest guest = new Guest();
        guest.say((byte) 0xff, (byte) 'a', (byte) 0xe6, (byte) 0xbc);
        finish();

        assertThat(text("o")).isEqualTo("\ufffda\ufffd");
    }

    @Test
    void outputOfASecondLaunchFollowsThatOfTheFirst() throws IOException {
        new Guest().say("ends within a line");
        new Guest().say("second\n");
        finish();

        assertThat(text("o")).isEqualTo("ends within a linesecond\n");
    }

    @Test
    void typedTextIsBetweenTheOutput() throws IOException {
        Guest guest = new Guest();
        guest.say("login: ");
        guest.record.typed("root\r");
        finish();

        assertThat(text("i")).isEqualTo("root\r");
        assertThat(cast().get(cast().size() - 1).path(1).textValue()).isEqualTo("i");
    }

    @Test
    void incompleteLogMakesAShorterRecording() throws IOException {
        Guest guest = new Guest();
        guest.say("written\n");
        guest.record.received(100_000); // the disk was full
        finish();

        assertThat(text("o")).isEqualTo("written\n");
    }

    @Test
    void consoleWithoutALogHasNoRecording() {
        trace.console("default", "console", log).received(10);
        finish();

        assertThat(folder.resolve("console.cast")).doesNotExist();
        assertThat(folder.resolve(TestTrace.FILE_NAME)).exists();
    }

    @Test
    void randomOutputInRandomPiecesIsComplete() throws IOException {
        Random random = new Random(7);
        byte[] all = new byte[300_000];
        random.nextBytes(all);
        Guest guest = new Guest();
        for (int from = 0; from < all.length; ) {
            int to =
                    Math.min(
                            all.length, from + 1 + random.nextInt(random.nextBoolean() ? 3 : 9000));
            guest.say(java.util.Arrays.copyOfRange(all, from, to));
            from = to;
        }
        finish();

        assertThat(text("o")).isEqualTo(new String(all, UTF_8));
    }
}
