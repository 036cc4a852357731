package org.qemu.functional.tap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.qemu.functional.tap.internal.Failure;
import org.qemu.functional.tap.internal.FailureText;
import org.qemu.functional.tap.internal.Point;
import org.qemu.functional.tap.internal.PointId;
import org.qemu.functional.tap.internal.Verdict;

class FailureTextTest {
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @Test
    void tellsTestCausePlaceAndTheCommandToRunItAgain() {
        String text = run(Fixtures.Mixed.class);

        assertThat(text)
                .startsWith("\nFAILED Fixtures$Mixed.fails (test)\n  ")
                .contains("AssertionFailedError: ")
                .containsPattern("\n  at: {4}Fixtures\\.java:\\d+\n")
                .contains("\n  rerun: run " + Fixtures.Mixed.class.getName() + "#fails\n")
                .doesNotContain("passes")
                .doesNotContain("tests failed");
    }

    @Test
    void tellsWhatTheTestHasPublished() {
        print(
                Failure.of("it broke"),
                List.of("/logs/base.log", "/logs/console.log"),
                Map.of("rerun", List.of("run it")));

        assertThat(err.toString(UTF_8))
                .isEqualTo(
                        """

                        FAILED a test
                          it broke
                          logs:  /logs/base.log
                                 /logs/console.log
                          rerun: run it
                        """);
    }

    @Test
    void leavesOutTheMiddleOfALongMessage() {
        StringBuilder message = new StringBuilder("first\n");
        for (int i = 0; i < 1000; i++) {
            message.append("line ").append(i).append('\n');
        }
        print(Failure.of(message + "last"), List.of(), Map.of());

        assertThat(err.toString(UTF_8).lines().count()).isLessThan(50);
        assertThat(err.toString(UTF_8)).contains("  first\n", "  last\n", "962 lines omitted");
    }

    @Test
    void namesAllFailedTestsInTheEndWhereThereAreSeveral() {
        assertThat(run(Fixtures.Throwing.class))
                .endsWith(
                        "\n2 tests failed: Fixtures$Throwing.hostile,"
                                + " Fixtures$Throwing.throughHelper\n");
    }

    @Test
    void messagesAreToldOnce() {
        RuntimeException cause = new IllegalStateException("the cause of it all");
        cause.addSuppressed(new IllegalArgumentException("something else"));
        Failure failure = Failure.of(new RuntimeException("what happened", cause), null);

        assertThat(failure.message()).contains("what happened").contains("the cause of it all");
        assertThat(failure.field("stack"))
                .doesNotContain("what happened")
                .doesNotContain("the cause of it all")
                .contains("Caused by: java.lang.IllegalStateException\n")
                .contains("Suppressed: java.lang.IllegalArgumentException: something else\n")
                .contains("at org.qemu.functional.tap.FailureTextTest.messagesAreToldOnce(");
    }

    private void print(Failure failure, List<String> logs, Map<String, List<String>> entries) {
        text().ended(
                        new Point(
                                Verdict.FAILED,
                                PointId.of("a test"),
                                "",
                                failure,
                                1,
                                logs,
                                entries));
    }

    private FailureText text() {
        return new FailureText(new PrintStream(err, true, UTF_8), selector -> "run " + selector);
    }

    private String run(Class<?> fixture) {
        TapReporter reporter =
                TapReporter.to(new ByteArrayOutputStream(), thrown -> "test")
                        .printFailures(
                                new PrintStream(err, true, UTF_8), selector -> "run " + selector);
        new TapRun(reporter, new ByteArrayOutputStream()).execute(Map.of(), fixture);
        return err.toString(UTF_8);
    }
}
