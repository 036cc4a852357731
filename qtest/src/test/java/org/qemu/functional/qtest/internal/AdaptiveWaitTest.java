package org.qemu.functional.qtest.internal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AdaptiveWaitTest {
    private final AdaptiveWait choice = new AdaptiveWait();

    /** Run trials of both, and return which one the following waits begin with. */
    private boolean choose(long looking, long sleeping) {
        for (int i = 0; i < AdaptiveWait.TRIED; i++) {
            assertThat(choice.isLooking()).isTrue();
            choice.took(looking);
        }
        for (int i = 0; i < AdaptiveWait.TRIED; i++) {
            assertThat(choice.isLooking()).isFalse();
            choice.took(sleeping);
        }
        return choice.isLooking();
    }

    @Test
    void looksWhereThatIsSooner() {
        assertThat(choose(8_000, 60_000)).isTrue();
    }

    @Test
    void sleepsWhereLookingTakesTheProcessorFromQemu() {
        assertThat(choose(90_000, 20_000)).isFalse();
    }

    @Test
    void keepsItsChoiceAndThenComparesAnew() {
        assertThat(choose(90_000, 20_000)).isFalse();
        for (int i = 0; i < AdaptiveWait.KEPT; i++) {
            assertThat(choice.isLooking()).isFalse();
            choice.took(20_000);
        }
        assertThat(choose(8_000, 60_000)).isTrue();
    }

    @Test
    void oneLongWaitDoesNotDecide() {
        for (int i = 0; i < AdaptiveWait.TRIED; i++) {
            choice.took(i == 0 ? 5_000_000_000L : 5_000);
        }
        for (int i = 0; i < AdaptiveWait.TRIED; i++) {
            choice.took(60_000);
        }
        assertThat(choice.isLooking()).isTrue();
    }
}
