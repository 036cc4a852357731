package org.qemu.functional.qtest.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLogTest {
    /** The format of QEMU's {@code system/qtest.c}: {@code %.06f} after a plus sign. */
    private static final String QEMU = "\\[[RS] \\+\\d+\\.\\d{6}] .*";

    @TempDir Path folder;

    private Path file() {
        return folder.resolve("logs/qtest.log");
    }

    private static void send(CommandLog log, String lines) {
        byte[] bytes = lines.getBytes(US_ASCII);
        log.sent(bytes, bytes.length);
    }

    private static void come(CommandLog log, String line) {
        byte[] bytes = ("x" + line + "x").getBytes(ISO_8859_1);
        log.came(new ReplyLine(bytes, 1, bytes.length - 1));
    }

    private List<String> lines() throws Exception {
        return Files.readAllLines(file(), ISO_8859_1);
    }

    @Test
    void writesAsQemuDoes() throws Exception {
        try (CommandLog log = new CommandLog(file())) {
            send(log, "inb 0x70\noutb 0x71 0x1\n");
            come(log, "OK 0x0026");
            come(log, "IRQ raise 8");
            come(log, "OK");
        }
        assertThat(lines()).allMatch(line -> line.matches(QEMU));
        assertThat(lines())
                .map(line -> line.replaceAll("\\+\\d+\\.\\d{6}", "+T"))
                .containsExactly(
                        "[R +T] inb 0x70",
                        "[R +T] outb 0x71 0x1",
                        "[S +T] OK 0x0026",
                        "[S +T] IRQ raise 8",
                        "[S +T] OK");
    }

    @Test
    void tellsTimeInSecondsSinceItBegan() throws Exception {
        long[] now = {5_000_000_000L};
        try (CommandLog log = new CommandLog(file(), () -> now[0])) {
            for (long nanos :
                    new long[] {0, 999, 1000, 123_456_789, 10_000_000_000L, 3_600_000_001_000L}) {
                now[0] = 5_000_000_000L + nanos;
                come(log, "OK");
            }
        }
        assertThat(lines())
                .containsExactly(
                        "[S +0.000000] OK",
                        "[S +0.000000] OK",
                        "[S +0.000001] OK",
                        "[S +0.123456] OK",
                        "[S +10.000000] OK",
                        "[S +3600.000001] OK");
    }

    @Test
    void timesDoNotGoBack() throws Exception {
        try (CommandLog log = new CommandLog(file())) {
            for (int i = 0; i < 1000; i++) {
                come(log, "OK");
            }
        }
        assertThat(lines())
                .hasSize(1000)
                .map(line -> Double.parseDouble(line.substring(4, line.indexOf(']'))))
                .isSorted();
    }

    @Test
    void cutsLongLinesAndSaysSo() throws Exception {
        String whole = "x".repeat(CommandLog.KEPT);
        try (CommandLog log = new CommandLog(file())) {
            send(log, whole + "\n" + whole + "y\n");
            come(log, whole + "yz");
            come(log, "OK");
        }
        assertThat(lines())
                .map(line -> line.substring(line.indexOf(']') + 2))
                .containsExactly(
                        whole,
                        whole + " ...cut, 4097 characters in all",
                        whole + " ...cut, 4098 characters in all",
                        "OK");
    }

    @Test
    void keepsBytesBeyondAscii() throws Exception {
        try (CommandLog log = new CommandLog(file())) {
            come(log, "OK \u00e4");
        }
        assertThat(lines().get(0)).endsWith("OK \u00e4");
    }

    @Test
    void isThereWhenFlushed() throws Exception {
        try (CommandLog log = new CommandLog(file())) {
            send(log, "inb 0x70\n");
            log.flush();
            assertThat(lines()).hasSize(1);
        }
    }

    /** The last messages are needed to explain a test that reached its timeout. */
    @Test
    void isWrittenByAnInterruptedThread() throws Exception {
        try (CommandLog log = new CommandLog(file())) {
            send(log, "inb 0x70\n");
            Thread.currentThread().interrupt();
            log.flush();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(log.isOpen()).isTrue();
            assertThat(lines()).hasSize(1);
        }
    }

    /** The machine was launched again. */
    @Test
    void goesOnBehindWhatIsThere() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (CommandLog log = new CommandLog(file())) {
                send(log, "inb 0x7" + i + "\n");
            }
        }
        assertThat(lines()).hasSize(2);
        assertThat(lines().get(0)).endsWith("inb 0x70");
        assertThat(lines().get(1)).endsWith("inb 0x71");
    }

    @Test
    void fullDiskEndsTheLogAndNothingElse() {
        try (CommandLog log = new CommandLog(Path.of("/dev/full"))) {
            assertThat(log.isOpen()).isTrue();
            for (int i = 0; i < 10_000; i++) {
                send(log, "inb 0x70\n");
                come(log, "OK 0x0026");
            }
            assertThat(log.isOpen()).isFalse();
            log.flush();
        }
        try (CommandLog log = new CommandLog(Path.of("/dev/full"))) {
            send(log, "inb 0x70\n");
            log.flush();
            assertThat(log.isOpen()).isFalse();
        }
    }

    @Test
    void folderThatCannotBeMadeEndsTheLogAndNothingElse() throws Exception {
        Files.writeString(folder.resolve("logs"), "a file");
        try (CommandLog log = new CommandLog(file())) {
            send(log, "inb 0x70\n");
            assertThat(log.isOpen()).isFalse();
        }
        assertThat(folder.resolve("logs")).hasContent("a file");
    }

    @Test
    void takesNothingAfterItsClose() throws Exception {
        CommandLog log = new CommandLog(file());
        log.close();
        log.close();
        send(log, "inb 0x70\n");
        log.flush();
        assertThat(lines()).isEmpty();
    }
}
