package org.qemu.functional.budget.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.qemu.functional.settings.TimeoutScale;

class ProgramBudgetTest {
    private final AtomicLong clock = new AtomicLong(1_000);

    private ProgramBudget budget(String seconds, Duration age) {
        return ProgramBudget.from(Map.of("QEMU_TEST_TIMEOUT", seconds), clock::get, age);
    }

    private static Duration time(ProgramBudget budget) {
        return budget.share(Optional.empty()).orElseThrow().time();
    }

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    @Test
    void aTestHasNineTenthsOfWhatIsLeftWhereTheProgramStartedFast() {
        ProgramBudget budget = budget("100", Duration.ZERO);
        assertThat(time(budget)).isEqualTo(Duration.ofSeconds(90));
        pass(Duration.ofSeconds(50));
        assertThat(time(budget)).isEqualTo(Duration.ofSeconds(45));
    }

    @Test
    void theTimeBeforeTheFirstClassWasLoadedCounts() {
        ProgramBudget budget = budget("30", Duration.ofSeconds(15));
        ProgramBudget.Share share = budget.share(Optional.empty()).orElseThrow();
        assertThat(share.time().plus(share.reserve())).isEqualTo(Duration.ofSeconds(15));
    }

    @Test
    void theReserveGrowsWithTheTimeTheProgramTookToStart() {
        assertThat(time(budget("90", Duration.ofSeconds(7)))).isEqualTo(Duration.ofSeconds(68));
    }

    @Test
    void halfOfTheTimeIsForTheTestHoweverSlowTheHostIs() {
        assertThat(time(budget("30", Duration.ofSeconds(20)))).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void aTestThatStartsTooLateHasNoTime() {
        assertThat(time(budget("30", Duration.ofSeconds(31)))).isZero();
    }

    @Test
    void theProgramEndsItselfBeforeItsTimeIsOver() {
        ProgramBudget budget = budget("90", Duration.ofSeconds(7));
        Duration end = budget.end().orElseThrow();
        assertThat(end).isGreaterThan(time(budget)).isLessThan(Duration.ofSeconds(83));
        pass(Duration.ofSeconds(100));
        assertThat(budget.end()).contains(Duration.ZERO);
    }

    @Test
    void aTestsOwnBudgetCountsWhereItIsShorter() {
        assertThat(budget("1000000", Duration.ZERO).share(Optional.of(5L)).orElseThrow().time())
                .isEqualTo(TimeoutScale.scaled(Duration.ofSeconds(5)));
        long much = 1_000_000;
        assertThat(budget("100", Duration.ZERO).share(Optional.of(much)).orElseThrow().time())
                .isEqualTo(Duration.ofSeconds(90));
    }

    @Test
    void withoutAVariableThereIsNoLimit() {
        ProgramBudget budget = ProgramBudget.from(Map.of(), clock::get, Duration.ZERO);
        assertThat(budget.share(Optional.empty())).isEmpty();
        assertThat(budget.end()).isEmpty();
    }

    @Test
    void refusesWhatIsNoPositiveNumber() {
        for (String wrong : new String[] {"abc", "0", "-1", "1.5", "1s"}) {
            assertThatThrownBy(() -> ProgramBudget.check(Map.of("QEMU_TEST_TIMEOUT", wrong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("QEMU_TEST_TIMEOUT='" + wrong + "'");
        }
    }

    @Test
    void theAgeOfAProcessIsThatOfItsFirstThread() {
        String process = "12 (a b) c) S 1 12 12 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 500 0 0 0";
        String thread = "13 (thread) R 1 12 12 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 2025 0 0 0";
        assertThat(ProcessAge.between(process, thread)).isEqualTo(Duration.ofMillis(15_250));
        assertThat(ProcessAge.between(thread, process)).isZero();
        Duration first = ProcessAge.now();
        assertThat(first).isPositive();
        assertThat(ProcessAge.now()).isGreaterThanOrEqualTo(first);
    }
}
