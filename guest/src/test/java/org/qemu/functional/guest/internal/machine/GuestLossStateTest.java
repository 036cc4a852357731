package org.qemu.functional.guest.internal.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** Tests which operations a loss affects. */
class GuestLossStateTest {
    private final GuestLossState state = new GuestLossState();
    private final AssertionError first = new AssertionError("first");
    private final AssertionError second = new AssertionError("second");

    @Test
    void lossIsThatOfWhatWasUnderWay() {
        CompletableFuture<AssertionError> before = state.lost();
        state.reset(first);
        assertThat(before).isCompletedWithValue(first);
        assertThat(state.lost()).isNotDone();
    }

    @Test
    void secondResetBeforeTheGuestAnswersIsTheSameLoss() {
        state.reset(first);
        CompletableFuture<AssertionError> after = state.lost();
        state.reset(second);
        assertThat(after).isNotDone();
        state.answered(state.lost());
        state.reset(second);
        assertThat(after).isCompletedWithValue(second);
    }

    @Test
    void furtherLinesOfAnOopsAreTheSameLoss() {
        state.lose(first);
        CompletableFuture<AssertionError> after = state.lost();
        state.lose(second);
        assertThat(after).isNotDone();
        state.answered(state.lost());
        state.lose(second);
        assertThat(after).isCompletedWithValue(second);
    }

    @Test
    void resetAfterAnOopsIsALossOfItsOwn() {
        state.lose(first);
        CompletableFuture<AssertionError> after = state.lost();
        state.reset(second);
        assertThat(after).isCompletedWithValue(second);
    }

    @Test
    void lossForGoodIsToldUntilTheGuestIsReset() {
        state.loseForGood(first);
        assertThat(state.lost()).isCompletedWithValue(first);
        state.lose(second);
        assertThat(state.lost()).isCompletedWithValue(first);
        state.reset(second);
        assertThat(state.lost()).isNotDone();
    }

    @Test
    void panicOnTheWayBackIsTold() {
        state.reset(first);
        state.loseForGood(second);
        assertThat(state.lost()).isCompletedWithValue(second);
    }

    @Test
    void lossThatWasSeenBeforeAnotherIsNotTold() {
        CompletableFuture<AssertionError> seen = state.lost();
        state.reset(first);
        state.answered(state.lost());
        state.hang(seen, second);
        assertThat(state.lost()).isNotDone();
    }

    @Test
    void replacedGuestMayBeReset() {
        CompletableFuture<AssertionError> before = state.lost();
        state.replace(first);
        state.reset(second);
        assertThat(before).isCompletedWithValue(first);
        assertThat(state.lost()).isNotDone();
    }

    @Test
    void guestThatAnswersIsNotLostForGood() {
        state.loseForGood(first);
        state.answered(state.lost());
        assertThat(state.lost()).isNotDone();
    }

    @Test
    void eachHangIsToldToWhatBeganAfterTheOneBefore() {
        state.hang(state.lost(), first);
        CompletableFuture<AssertionError> after = state.lost();
        state.hang(after, second);
        assertThat(after).isCompletedWithValue(second);
    }

    @Test
    void guestThatReturnsDoesNotHang() {
        state.reset(first);
        state.hang(state.lost(), second);
        assertThat(state.lost()).isNotDone();
    }

    @Test
    void answerFromBeforeAResetDoesNotMakeItsSecondOneALoss() {
        CompletableFuture<AssertionError> asked = state.lost();
        state.reset(first);
        CompletableFuture<AssertionError> after = state.lost();
        state.answered(asked);
        state.reset(second);
        assertThat(after).isNotDone();
    }
}
