package org.qemu.functional.logging;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogTest {
    private static final String TIME = "\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3}";

    private final Log log = Log.of("qemu.machine");

    @TempDir Path folder;

    @Test
    void writesALineOfTheFormOfQemusFramework() throws Exception {
        Path file = folder.resolve("base.log");
        try (TestLog open = TestLog.open(file)) {
            assertThat(open).isNotNull();
            log.info("VM '{}' runs as process {}", "default", 42L);
            log.debug("{} and {{}}", "{}", "x");
        }
        log.info("after the end");

        assertThat(Files.readAllLines(file))
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .matches(
                                                TIME
                                                        + " - INFO: qemu\\.machine VM 'default' runs as process 42"),
                        line ->
                                assertThat(line)
                                        .matches(TIME + " - DEBUG: qemu\\.machine \\{} and \\{x}"));
    }

    @Test
    void writesTheStackOfAnExceptionThatIsLeftOver() throws Exception {
        Path file = folder.resolve("base.log");
        try (TestLog open = TestLog.open(file)) {
            assertThat(open).isNotNull();
            log.warn("cannot remove {}", "a", new IllegalStateException("why"));
            log.warn("{}", new IllegalStateException("told in the line"));
        }
        assertThat(file)
                .content()
                .contains("cannot remove a\njava.lang.IllegalStateException: why\n\tat ")
                .contains("LogTest.java")
                .endsWith("machine java.lang.IllegalStateException: told in the line\n");
    }

    @Test
    void makesNoArgumentThatNobodyReads() {
        AtomicBoolean made = new AtomicBoolean();
        log.debug("{}", () -> made.getAndSet(true));
        assertThat(made).isFalse();
    }

    @Test
    void givesEachTestWhatItsThreadsLog() throws Exception {
        Path one = folder.resolve("one.log");
        Path other = folder.resolve("other.log");
        Thread second =
                new Thread(
                        () -> {
                            try (TestLog open = TestLog.open(other)) {
                                assertThat(open).isNotNull();
                                log.info("of the other test");
                            } catch (java.io.IOException e) {
                                throw new java.io.UncheckedIOException(e);
                            }
                        });
        try (TestLog open = TestLog.open(one)) {
            assertThat(open).isNotNull();
            Thread helper =
                    TestLog.threads("helper").newThread(() -> log.info("of one test's helper"));
            second.start();
            second.join();
            helper.start();
            helper.join();
        }
        assertThat(one).content().contains("of one test's helper").doesNotContain("other");
        assertThat(other).content().contains("of the other test").doesNotContain("helper");
    }

    @Test
    void showsOnATraceWhatNoTestTakes() {
        ByteArrayOutputStream trace = new ByteArrayOutputStream();
        TestLog.traceTo(new PrintStream(trace, false, UTF_8));
        try {
            log.info("to whom it may concern");
        } finally {
            TestLog.traceTo(null);
        }
        assertThat(trace.toString(UTF_8)).endsWith("INFO: qemu.machine to whom it may concern\n");
    }

    @Test
    void fillsNumbersOfTheTimeWithZeros() {
        Instant instant =
                LocalDateTime.of(2026, 1, 2, 3, 4, 5, 6_000_000)
                        .atZone(ZoneId.systemDefault())
                        .toInstant();
        assertThat(Timestamp.dateAndTime(instant)).isEqualTo("2026-01-02 03:04:05,006");
        assertThat(Timestamp.time(instant)).isEqualTo("03:04:05,006");
    }
}
