package org.qemu.functional.tap;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class ClassLevelTest {

    @Test
    void reportsFailedSetUpAsPointAndSkipsItsTests() {
        StrictTap tap = TapRun.of(Fixtures.SetUpFails.class);

        assertThat(tap.planFirst()).isTrue();
        assertThat(tap.verdicts())
                .containsExactly(
                        "FAILED Fixtures$SetUpFails: class set-up and tear-down",
                        "SKIPPED Fixtures$SetUpFails.first [not run: set-up of Fixtures$SetUpFails failed]",
                        "SKIPPED Fixtures$SetUpFails$Inner.second [not run: set-up of Fixtures$SetUpFails failed]");
        assertThat(tap.points().get(0).text("message"))
                .isEqualTo("java.lang.IllegalStateException: no disk");
        assertThat(tap.points().get(0).text("at")).startsWith("Fixtures.java:");
    }

    @Test
    void skipsClassWhoseSetUpAborts() {
        assertThat(TapRun.of(Fixtures.SetUpAborts.class).verdicts())
                .containsExactly(
                        "SKIPPED Fixtures$SetUpAborts: class set-up and tear-down [no such machine]",
                        "SKIPPED Fixtures$SetUpAborts.first [no such machine]");
    }

    @Test
    void reportsTearDownFailureAsPointOfItsOwn() {
        StrictTap tap = TapRun.of(Fixtures.TearDownFails.class);

        assertThat(tap.planFirst()).isTrue();
        assertThat(tap.verdicts())
                .containsExactly(
                        "PASSED Fixtures$TearDownFails.first",
                        "FAILED Fixtures$TearDownFails: class set-up and tear-down");
    }

    @Test
    void reportsFailedSetUpOfNestedClass() {
        assertThat(TapRun.of(Fixtures.OuterOfFailing.class).verdicts())
                .containsExactly(
                        "PASSED Fixtures$OuterOfFailing.outer",
                        "FAILED Fixtures$OuterOfFailing$Inner: class set-up and tear-down",
                        "SKIPPED Fixtures$OuterOfFailing$Inner.second [not run: set-up of Fixtures$OuterOfFailing$Inner failed]");
    }

    @Test
    void countsUnforeseenSetUpFailureWhileThePlanIsNotOut() {
        StrictTap tap = TapRun.of(Fixtures.SurprisesBeforeFirst.class);

        assertThat(tap.planFirst()).isTrue();
        assertThat(tap.plan()).isEqualTo(2);
        assertThat(tap.verdicts())
                .containsExactly(
                        "FAILED Fixtures$SurprisesBeforeFirst: class set-up and tear-down",
                        "SKIPPED Fixtures$SurprisesBeforeFirst.first"
                                + " [not run: set-up of Fixtures$SurprisesBeforeFirst failed]");
    }

    @Test
    void reportsUnforeseenSetUpFailureEvenBeyondThePlan() {
        TapRun run = new TapRun();
        run.execute(Map.of(), Fixtures.Names.class, Fixtures.SurprisesBeforeFirst.class);

        assertThat(new String(run.bytes(), UTF_8))
                .contains(
                        "\n1..5\n",
                        "\nnot ok 5 - Fixtures$SurprisesBeforeFirst: class set-up",
                        "\nok 6 - ");
        assertThat(run.reporter().summary()).isEqualTo(new TapSummary(4, 1, 1, 0));
    }

    @Test
    void skipsEverythingInSkippedClass() {
        assertThat(TapRun.of(Fixtures.SkippedClass.class).verdicts())
                .containsExactly(
                        "SKIPPED Fixtures$SkippedClass: class set-up and tear-down [whole class]",
                        "SKIPPED Fixtures$SkippedClass.first [whole class]",
                        "SKIPPED Fixtures$SkippedClass$Inner.second [whole class]");
    }

    @Test
    void skipsSetUpOfClassInWhichAllWasSkipped() {
        assertThat(TapRun.of(Fixtures.AllAborted.class).verdicts())
                .containsExactly(
                        "SKIPPED Fixtures$AllAborted.first [here not]",
                        "SKIPPED Fixtures$AllAborted: class set-up and tear-down [every test in it was skipped]");
    }

    @Test
    void passesClassWithoutAnyTest() {
        assertThat(TapRun.of(Fixtures.EmptyFactory.class).verdicts())
                .containsExactly("PASSED Fixtures$EmptyFactory: class set-up and tear-down");
    }

    @Test
    void skipsFactoryThatAbortsBeforeItMakesATest() {
        assertThat(TapRun.of(Fixtures.FactoryAborts.class).verdicts())
                .containsExactly("SKIPPED Fixtures$FactoryAborts.factory [no such machine]");
    }

    @Test
    void reportsDiscoveryFailureAsPointOfItsOwn() {
        TapRun run = new TapRun();
        run.execute(
                Map.of("junit.platform.discovery.issue.severity.critical", "warning"),
                Fixtures.OddCase.class);

        assertThat(run.tap().verdicts())
                .containsExactly(
                        "FAILED discovery",
                        "SKIPPED Fixtures$OddCase.first [not run: discovery failed]");
        assertThat(run.tap().points().get(0).text("message")).contains("notATest");
    }

    @Test
    void completesReportWhenDiscoveryThrows() {
        TapRun run = new TapRun();
        run.reporter().discoveryFailed(new IllegalStateException("no engine"));

        assertThat(run.tap().plan()).isEqualTo(1);
        assertThat(run.tap().verdicts()).containsExactly("FAILED discovery");
        assertThat(run.tap().points().get(0).text("message"))
                .isEqualTo("java.lang.IllegalStateException: no engine");
        assertThat(run.reporter().summary().successful()).isFalse();
    }
}
