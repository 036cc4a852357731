package org.qemu.functional.report.internal.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogConsoleReaderTest {
    private final List<String> events = new ArrayList<>();

    @TempDir private Path folder;

    @Test
    void timesAreThoseOfTheTestInWhateverZoneTheLogWasWritten() throws IOException {
        String log =
                "2026-11-30 22:15:02,500: one\r\n2026-11-30 22:15:02,500: two\n2026-11-30 22:15:04,000: three";
        assertThat(read(log, "2026-11-30T20:15:01.000Z")).isTrue();
        assertThat(events).containsExactly("1.500 one\r\ntwo\r\n", "3.000 three\r\n");
    }

    @Test
    void withoutABeginningTheFirstLineIsAtZero() throws IOException {
        assertThat(read("2026-11-30 22:15:02,500: one\n2026-11-30 22:15:03,750: two\n", null))
                .isTrue();
        assertThat(events).containsExactly("0.000 one\r\n", "1.250 two\r\n");
    }

    @Test
    void timesNeverGoBackwards() throws IOException {
        read(
                "2026-11-30 22:15:03,000: one\n2026-11-30 22:15:02,000: two\n2026-11-31 99:00:00,000: three\n",
                null);
        assertThat(events)
                .containsExactly("0.000 one\r\ntwo\r\n2026-11-31 99:00:00,000: three\r\n");
    }

    @Test
    void aLogWithoutTimesIsReadToo() throws IOException {
        assertThat(read("plain\ntext", null)).isFalse();
        assertThat(events).containsExactly("0.000 plain\r\ntext\r\n");
    }

    @Test
    void aLongLineComesInPieces() throws IOException {
        read("2026-11-30 22:15:03,000: " + "x".repeat(1 << 20) + "\n", null);
        assertThat(events).hasSizeGreaterThan(10);
        assertThat(events.stream().mapToInt(event -> event.length() - "0.000 ".length()).sum())
                .isEqualTo((1 << 20) + 2);
    }

    private boolean read(String log, @Nullable String started) throws IOException {
        return LogConsoleReader.read(
                Files.writeString(folder.resolve("console.log"), log),
                started,
                (t, type, text) -> events.add("%.3f %s".formatted(t, text)));
    }
}
