package org.qemu.functional.qtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WidthTest {
    @Test
    void hasBytesBitsMaskAndLetter() {
        assertThat(Width.values()).extracting(Width::bytes).containsExactly(1, 2, 4, 8);
        assertThat(Width.values()).extracting(Width::bits).containsExactly(8, 16, 32, 64);
        assertThat(Width.values())
                .extracting(Width::mask)
                .containsExactly(0xffL, 0xffffL, 0xffffffffL, -1L);
        assertThat(Width.values()).extracting(Width::letter).containsExactly("b", "w", "l", "q");
    }

    @Test
    void swapsBytes() {
        long value = 0xfedcba9876543210L;
        assertThat(Width.B.swap(value)).isEqualTo(0x10);
        assertThat(Width.W.swap(value)).isEqualTo(0x1032);
        assertThat(Width.L.swap(value)).isEqualTo(0x10325476);
        assertThat(Width.Q.swap(value)).isEqualTo(0x1032547698badcfeL);
        assertThat(Width.L.swap(0xff)).isEqualTo(0xff000000L);
    }

    @Test
    void printsAsManyDigitsAsItHas() {
        assertThat(Width.B.hex(0)).isEqualTo("0x00");
        assertThat(Width.B.hex(-1)).isEqualTo("0xff");
        assertThat(Width.W.hex(0xff)).isEqualTo("0x00ff");
        assertThat(Width.L.hex(0x1_0000_0001L)).isEqualTo("0x00000001");
        assertThat(Width.Q.hex(-2)).isEqualTo("0xfffffffffffffffe");
    }

    @Test
    void isFoundByItsBytes() {
        for (Width width : Width.values()) {
            assertThat(Width.ofBytes(width.bytes())).isEqualTo(width);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 3, 16, -1})
    void refusesOtherNumbersOfBytes(int bytes) {
        assertThatThrownBy(() -> Width.ofBytes(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("an access cannot have %d bytes; use 1, 2, 4 or 8".formatted(bytes));
    }
}
