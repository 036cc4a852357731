package org.qemu.functional.tap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.qemu.functional.tap.InterruptFixtures.BailingOut;
import org.qemu.functional.tap.InterruptFixtures.Blocking;
import org.qemu.functional.tap.InterruptFixtures.BlockingDynamic;
import org.qemu.functional.tap.InterruptFixtures.BlockingSetUp;
import org.qemu.functional.tap.InterruptFixtures.Parallel;
import org.qemu.functional.tap.internal.Verdict;

@Timeout(60)
class InterruptTest {

    private final TapRun run = new TapRun();

    @BeforeEach
    void reset() {
        InterruptFixtures.reset();
    }

    @Test
    void reportsRunningAndWaitingTestsAsFailed() throws InterruptedException {
        interrupt(Blocking.class);

        assertThat(run.tap().planFirst()).isTrue();
        assertThat(run.tap().verdicts())
                .containsExactly(
                        "PASSED InterruptFixtures$Blocking.first",
                        "FAILED InterruptFixtures$Blocking.second",
                        "FAILED InterruptFixtures$Blocking: class set-up and tear-down",
                        "FAILED InterruptFixtures$Blocking.third");
        StrictTap.Point running = run.tap().point("InterruptFixtures$Blocking.second");
        assertThat(running.text("message")).isEqualTo("terminated by SIGTERM");
        assertThat(running.text("at")).startsWith("InterruptFixtures.java:");
        assertThat(running.text("stack")).contains("InterruptFixtures$Blocking.second(");
        assertThat(running.yaml()).containsEntry("logs", List.of("/logs/second.log"));
        assertThat(run.tap().point("InterruptFixtures$Blocking.third").text("message"))
                .isEqualTo("not run: terminated by SIGTERM");
    }

    @Test
    void tellsWhereClassSetUpStands() throws InterruptedException {
        interrupt(BlockingSetUp.class);

        assertThat(run.tap().verdicts())
                .containsExactly(
                        "FAILED InterruptFixtures$BlockingSetUp: class set-up and tear-down",
                        "FAILED InterruptFixtures$BlockingSetUp.first");
        assertThat(run.tap().points().get(0).text("at")).startsWith("InterruptFixtures.java:");
    }

    @Test
    void endsPlanlessReportWithItsPlan() throws InterruptedException {
        interrupt(BlockingDynamic.class);

        assertThat(run.tap().planFirst()).isFalse();
        assertThat(run.tap().verdicts())
                .containsExactly(
                        "PASSED InterruptFixtures$BlockingDynamic.factory: done",
                        "FAILED InterruptFixtures$BlockingDynamic.factory: stands",
                        "FAILED InterruptFixtures$BlockingDynamic.later");
    }

    @Test
    void completesReportWhenInterruptedBeforeTheTestsAreKnown() {
        run.reporter().interrupt("terminated by SIGTERM");

        assertThat(run.tap().verdicts()).containsExactly("FAILED discovery");
        assertThat(run.tap().points().get(0).text("message")).isEqualTo("terminated by SIGTERM");
    }

    @Test
    void ignoresInterruptAfterTheEnd() {
        run.execute(Map.of(), Fixtures.Names.class);
        byte[] before = run.bytes();

        run.reporter().interrupt("too late");

        assertThat(run.bytes()).isEqualTo(before);
    }

    @Test
    void keepsPointsWholeWhenTestsRunInParallel() {
        run.execute(
                Map.of(
                        "junit.jupiter.execution.parallel.enabled", "true",
                        "junit.jupiter.execution.parallel.config.strategy", "fixed",
                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "5"),
                Parallel.class);

        assertThat(run.tap().points()).hasSize(204).allMatch(p -> p.verdict() == Verdict.PASSED);
    }

    @Test
    void bailsOutWithTheFailureOfTheTestThatThrew() {
        InterruptFixtures.bailOut =
                () -> run.reporter().bailOut(new OutOfMemoryError("no heap for this"));
        run.execute(
                Map.of(
                        "junit.jupiter.execution.parallel.enabled", "true",
                        "junit.jupiter.execution.parallel.config.strategy", "fixed",
                        "junit.jupiter.execution.parallel.config.fixed.parallelism", "2"),
                BailingOut.class);

        String text = new String(run.bytes(), UTF_8);
        String bailOut = "Bail out! java.lang.OutOfMemoryError: no heap for this\n";
        assertThat(text).endsWith(bailOut);
        StrictTap tap =
                StrictTap.read(text.substring(0, text.length() - bailOut.length()).getBytes(UTF_8));
        assertThat(tap.verdicts())
                .containsExactlyInAnyOrder(
                        "FAILED InterruptFixtures$BailingOut.throwsThroughJUnit",
                        "FAILED InterruptFixtures$BailingOut.stands");
        assertThat(tap.point("InterruptFixtures$BailingOut.throwsThroughJUnit").yaml())
                .containsEntry("message", "java.lang.OutOfMemoryError: no heap for this")
                .containsKey("stack");
        assertThat(tap.point("InterruptFixtures$BailingOut.stands").yaml())
                .containsEntry("message", "java.lang.OutOfMemoryError: no heap for this")
                .doesNotContainKey("stack");
    }

    @Test
    void remembersBrokenOutput() {
        TapReporter reporter = TapReporter.to(new BrokenPipe());
        new TapRun(reporter, new ByteArrayOutputStream()).execute(Map.of(), Fixtures.Names.class);

        assertThat(reporter.failure())
                .hasValueSatisfying(e -> assertThat(e).hasMessage("Broken pipe"));
    }

    @Test
    void noticesErrorThatPrintStreamHides() {
        TapReporter reporter = TapReporter.to(new PrintStream(new BrokenPipe()));
        new TapRun(reporter, new ByteArrayOutputStream()).execute(Map.of(), Fixtures.Names.class);

        assertThat(reporter.failure()).isPresent();
    }

    /**
     * Interrupt the report of a run that is waiting, let the run end, and check that no more was
     * written.
     */
    private void interrupt(Class<?> fixture) throws InterruptedException {
        Thread runner = new Thread(() -> run.execute(Map.of(), fixture), "runner");
        runner.start();
        InterruptFixtures.awaitReached();
        run.reporter().interrupt("terminated by SIGTERM");
        byte[] interrupted = run.bytes();
        InterruptFixtures.release();
        runner.join();
        assertThat(run.bytes()).isEqualTo(interrupted);
    }

    private static final class BrokenPipe extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            throw new IOException("Broken pipe");
        }
    }
}
