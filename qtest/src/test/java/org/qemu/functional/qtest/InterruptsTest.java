package org.qemu.functional.qtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterruptsTest {
    private final Interrupts interrupts = new Interrupts();

    @Test
    void countsEachLineByItself() {
        interrupts.take("IRQ raise 4");
        interrupts.take("IRQ lower 4");
        interrupts.take("IRQ raise 4");
        interrupts.take("IRQ lower 0");
        interrupts.take("IRQ raise 1023");
        assertThat(interrupts.isRaised(4)).isTrue();
        assertThat(interrupts.raises(4)).isEqualTo(2);
        assertThat(interrupts.lowers(4)).isEqualTo(1);
        assertThat(interrupts.isRaised(0)).isFalse();
        assertThat(interrupts.lowers(0)).isEqualTo(1);
        assertThat(interrupts.isRaised(1023)).isTrue();
        assertThat(interrupts.isRaised(5)).isFalse();
        assertThat(interrupts.changes()).isEqualTo(5);
    }

    @Test
    void forgetsCountsButNoLevels() {
        interrupts.take("IRQ raise 4");
        interrupts.forget();
        assertThat(interrupts.isRaised(4)).isTrue();
        assertThat(interrupts.raises(4)).isZero();
        assertThat(interrupts.changes()).isZero();
        interrupts.take("IRQ lower 4");
        assertThat(interrupts.lowers(4)).isEqualTo(1);
        interrupts.forget();
        assertThat(interrupts.lowers(4)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "IRQ ",
                "IRQ raise",
                "IRQ raise ",
                "IRQ raise x",
                "IRQ raise -1",
                "IRQ raise +1",
                "IRQ raise 0x1",
                "IRQ raise 1024",
                "IRQ raise 99999999999",
                "IRQ raise 1 ",
                "IRQ raise  1",
                "IRQ Raise 1",
                "IRQ rise 1",
                "IRQ raise 1 2"
            })
    void refusesNonsense(String line) {
        assertThatThrownBy(() -> interrupts.take(line))
                .isInstanceOf(QTestProtocolException.class)
                .hasMessageContaining("'" + line + "' is not valid in the qtest protocol");
        assertThat(interrupts.changes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 1024})
    void knowsNoLineBeyondTheLast(int line) {
        assertThatThrownBy(() -> interrupts.isRaised(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(
                        "there is no interrupt line %d; the lines are 0 to 1023".formatted(line));
        assertThatThrownBy(() -> interrupts.raises(line))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> interrupts.lowers(line))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tellsWhatChanged() {
        assertThat(interrupts).hasToString("no line has changed");
        interrupts.take("IRQ raise 8");
        interrupts.take("IRQ lower 4");
        assertThat(interrupts)
                .hasToString(
                        "line 4 down (raised 0, lowered 1 times), line 8 up (raised 1, lowered 0 times)");
        interrupts.forget();
        assertThat(interrupts).hasToString("line 8 up (raised 0, lowered 0 times)");
    }
}
