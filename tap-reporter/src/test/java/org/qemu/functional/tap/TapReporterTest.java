package org.qemu.functional.tap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.qemu.functional.tap.internal.Verdict;

class TapReporterTest {

    @Test
    void reportsEachTestWithItsVerdictAfterThePlan() {
        TapRun run = new TapRun();
        run.execute(Map.of(), Fixtures.Mixed.class);

        assertThat(run.tap().planFirst()).isTrue();
        assertThat(run.tap().verdicts())
                .containsExactly(
                        "SKIPPED Fixtures$Mixed.aborts [needs # a \\ and␤more]",
                        "FAILED Fixtures$Mixed.fails",
                        "PASSED Fixtures$Mixed.passes",
                        "SKIPPED Fixtures$Mixed.skipped [not today]");
        assertThat(run.reporter().summary()).isEqualTo(new TapSummary(1, 1, 2, 0));
        assertThat(run.reporter().summary().successful()).isFalse();
        assertThat(run.reporter().failure()).isEmpty();
    }

    @Test
    void tellsMessagePlaceAndValuesOfFailure() {
        StrictTap.Point point = TapRun.of(Fixtures.Mixed.class).point("Fixtures$Mixed.fails");

        assertThat(point.text("message"))
                .isEqualTo(
                        "org.opentest4j.AssertionFailedError: numbers differ ==> expected: <one> but was: <two>");
        assertThat(point.text("at")).matches("Fixtures\\.java:\\d+");
        assertThat(point.text("expected")).isEqualTo("one");
        assertThat(point.text("actual")).isEqualTo("two");
        assertThat(point.text("stack"))
                .contains("Fixtures$Mixed.fails(")
                .doesNotContain("at org.junit.");
    }

    @Test
    void listsPublishedLogsAndEntries() {
        Map<String, Object> yaml =
                TapRun.of(Fixtures.Mixed.class).point("Fixtures$Mixed.passes").yaml();

        assertThat(yaml)
                .containsEntry("logs", List.of("/logs/base.log", "/logs/a: b/console.log"))
                .containsEntry(
                        "entries",
                        Map.of(
                                "command: line",
                                "passes(TestInfo, TestReporter)",
                                "value",
                                List.of("1", "2")));
    }

    @Test
    void givesExactReasonOfSkipInBlock() {
        StrictTap.Point point = TapRun.of(Fixtures.Mixed.class).point("Fixtures$Mixed.aborts");

        assertThat(point.text("reason")).isEqualTo("needs # a \\ and\nmore");
    }

    @Test
    void measuresDurationWithItsClock() {
        Iterator<Long> ticks = Stream.iterate(0L, t -> t + 12_345_000L).iterator();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        TapRun run = new TapRun(new TapReporter(bytes, ticks::next), bytes);
        run.execute(Map.of(), Fixtures.Names.class);

        // One tick from start to end, and one more until the block is written.
        assertThat(run.tap().points())
                .allSatisfy(p -> assertThat(p.yaml()).containsEntry("duration_ms", 24.69));
    }

    @Test
    void namesPointsAfterMethodsAndTheirDisplayNames() {
        StrictTap tap = TapRun.of(Fixtures.Names.class);

        assertThat(tap.points().stream().map(StrictTap.Point::name))
                .containsExactlyInAnyOrder(
                        "Fixtures$Names.digit: 1 starts with a digit",
                        "Fixtures$Names.hash: boots ＃ SKIP \\＃ TODO",
                        "Fixtures$Names.overloaded",
                        "Fixtures$Names.overloaded");
        assertThat(tap.point("Fixtures$Names.hash: boots ＃ SKIP \\＃ TODO").text("name"))
                .isEqualTo("Fixtures$Names.hash: boots # SKIP \\# TODO");
    }

    @Test
    void writesPlanLastWhenTestsRegisterWhileRunning() {
        StrictTap tap = TapRun.of(Fixtures.Dynamic.class);

        assertThat(tap.planFirst()).isFalse();
        assertThat(tap.verdicts())
                .containsExactly(
                        "PASSED Fixtures$Dynamic.factory: single",
                        "PASSED Fixtures$Dynamic.factory: group: member",
                        "PASSED Fixtures$Dynamic.parameterized: [1] value = \"x ＃ SKIP\"",
                        "FAILED Fixtures$Dynamic.parameterized: [2] value = \"y\"",
                        "FAILED Fixtures$Dynamic.providerFails",
                        "PASSED Fixtures$Dynamic.repeated: repetition 1 of 2",
                        "PASSED Fixtures$Dynamic.repeated: repetition 2 of 2",
                        "PASSED Fixtures$Dynamic.single");
        assertThat(tap.point("Fixtures$Dynamic.providerFails").text("message"))
                .contains("no arguments");
    }

    @Test
    void tellsInvocationsOfParameterizedClassApart() {
        assertThat(TapRun.of(Fixtures.Parameterized.class).verdicts())
                .containsExactly(
                        "PASSED Fixtures$Parameterized.method: [1] value = 1",
                        "PASSED Fixtures$Parameterized.method: [2] value = 2");
    }

    @Test
    void skipsPlanWithoutTests() {
        byte[] bytes = TapRun.bytesOf(Fixtures.NoTests.class);

        assertThat(new String(bytes, UTF_8)).isEqualTo("TAP version 13\n1..0 # SKIP no tests\n");
        assertThat(StrictTap.read(bytes).plan()).isZero();
    }

    @Test
    void tellsRootCauseOfFailedInitialiserInEveryTest() {
        StrictTap tap = TapRun.of(Fixtures.InitialiserFails.class);

        assertThat(tap.points())
                .hasSize(2)
                .allSatisfy(p -> assertThat(p.text("message")).contains("boom in initializer"));
        assertThat(tap.point("Fixtures$InitialiserFails.first").text("message"))
                .isEqualTo(
                        """
                        java.lang.ExceptionInInitializerError
                        caused by java.lang.IllegalStateException: boom in initializer
                        """);
        assertThat(tap.point("Fixtures$InitialiserFails.second").text("message"))
                .startsWith("java.lang.NoClassDefFoundError: Could not initialize class");
    }

    @Test
    void reportsFailedInitialiserOfTestClassWithItsPlace() {
        StrictTap.Point point = TapRun.of(Fixtures.OwnInitialiserFails.class).points().get(0);

        assertThat(point.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(point.text("message")).contains("bad environment");
        assertThat(point.text("at")).startsWith("Fixtures.java:");
    }

    @Test
    void givesPlaceInTestRatherThanInItsBaseClass() {
        StrictTap.Point point =
                TapRun.of(Fixtures.Throwing.class).point("Fixtures$Throwing.throughHelper");

        assertThat(point.text("at")).startsWith("Fixtures.java:");
        assertThat(point.text("stack"))
                .contains("HelperOfOtherFile.failInHelper(HelperOfOtherFile.java:");
    }

    @Test
    void reportsThrowableThatCannotBePrinted() {
        StrictTap.Point point =
                TapRun.of(Fixtures.Throwing.class).point("Fixtures$Throwing.hostile");

        assertThat(point.text("message")).contains("HostileException (whose toString() threw");
        assertThat(point.text("at")).startsWith("Fixtures.java:");
    }
}
