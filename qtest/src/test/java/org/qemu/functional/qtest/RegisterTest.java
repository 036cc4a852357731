package org.qemu.functional.qtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.qemu.functional.settings.TimeoutScale;

class RegisterTest {
    private final FakeRegion region = new FakeRegion();

    /** Stores written values up to their width, and records the accesses. */
    private static final class FakeRegion implements Region {
        private final List<String> said = new ArrayList<>();
        private LongUnaryOperator change = value -> value;
        private long value;

        @Override
        public long read(Width width, long address) {
            said.add("read%s 0x%x".formatted(width.letter(), address));
            value = change.applyAsLong(value);
            return value & width.mask();
        }

        @Override
        public void write(Width width, long address, long written) {
            said.add("write%s 0x%x 0x%x".formatted(width.letter(), address, written));
            value = written & width.mask();
        }

        @Override
        public String where(long address) {
            return "fake 0x%03x".formatted(address);
        }
    }

    @Test
    void readsAndWritesInItsWidthAtItsPlace() {
        region.registerb("b", 1).read();
        region.registerw("w", 2).write(0x1234);
        region.registerl("l", 4).read();
        region.registerq("q", 8).write(-1);
        region.at(0x100, "part").registerb("p", 2).read();
        assertThat(region.said)
                .containsExactly(
                        "readb 0x1",
                        "writew 0x2 0x1234",
                        "readl 0x4",
                        "writeq 0x8 0xffffffffffffffff",
                        "readb 0x102");
    }

    @Test
    void tellsNamePlaceReadAndExpected() {
        region.value = 0x26;
        Register seconds = region.registerb("seconds", 0x71);
        assertThat(seconds.expect(0x26)).isEqualTo(0x26);
        assertThatThrownBy(() -> seconds.expect(0x27))
                .isInstanceOf(RegisterError.class)
                .hasMessage("register 'seconds' (fake 0x071, 8 bits): read 0x26, expected 0x27");
        assertThatThrownBy(() -> region.registerl("id", 0).expect(0x8086))
                .hasMessage(
                        "register 'id' (fake 0x000, 32 bits): read 0x00000026, expected 0x00008086");
        assertThatThrownBy(() -> region.registerq("big", 0).expect(-1))
                .hasMessageEndingWith(
                        "64 bits): read 0x0000000000000026, expected 0xffffffffffffffff");
        assertThatThrownBy(() -> region.at(0x10, "BAR 0").registerw("r", 4).expect(0))
                .hasMessage(
                        "register 'r' (BAR 0 + 0x4, fake 0x014, 16 bits): read 0x0026, expected 0x0000");
    }

    @Test
    void comparesTheBitsOfItsWidthOnly() {
        region.value = 0xff;
        region.registerb("b", 0).expect(-1);
        region.registerb("b", 0).expect(0xfffff0ff);
        assertThatThrownBy(() -> region.registerw("w", 0).expect(-1))
                .isInstanceOf(RegisterError.class);
    }

    @Test
    void comparesTheBitsOfTheMaskOnlyAndSaysSo() {
        region.value = 0xa5;
        Register status = region.registerb("status", 0);
        assertThat(status.expect(0xf0, 0xa0)).isEqualTo(0xa5);
        assertThat(status.expect(0xf0, 0xaf)).isEqualTo(0xa5);
        status.expect(-1, 0xa5);
        assertThatThrownBy(() -> status.expect(0x0f, 0xf4))
                .hasMessage(
                        "register 'status' (fake 0x000, 8 bits): read 0xa5, expected 0x04 in the bits 0x0f");
        assertThatThrownBy(() -> status.expect(-1, 0xa4)).hasMessageEndingWith("expected 0xa4");
    }

    @Test
    void writesAndReadsBack() {
        Register scratch = region.registerw("scratch", 6);
        scratch.writeAndExpect(0x1234);
        assertThat(region.said).containsExactly("writew 0x6 0x1234", "readw 0x6");
        region.change = value -> value & 0xff;
        assertThatThrownBy(() -> scratch.writeAndExpect(0x1234))
                .hasMessageEndingWith("read 0x0034, expected 0x1234");
    }

    @Test
    void setsAndClearsBits() {
        region.value = 0x5a;
        Register control = region.registerb("control", 0);
        control.set(0x0f);
        assertThat(region.value).isEqualTo(0x5f);
        control.clear(0x50);
        assertThat(region.value).isEqualTo(0x0f);
    }

    @Test
    void awaitsAValue() {
        region.change = value -> value + 1;
        assertThat(region.registerb("count", 0).await(0x0f, 0x05)).isEqualTo(5);
        assertThat(region.said).hasSize(5);
    }

    @Test
    void tellsTheLastReadingWhenAValueDoesNotComeInTime() {
        region.change = value -> value ^ 0xff;
        Register busy = region.registerb("busy", 0x3f6);
        Duration limit = Duration.ofMillis(50);
        assertThatThrownBy(() -> busy.await(0x81, 0x01, limit))
                .isInstanceOf(RegisterError.class)
                .hasMessageMatching(
                        "register 'busy' \\(fake 0x3f6, 8 bits\\): read 0x(00|ff),"
                                + " expected 0x01 in the bits 0x81 within %.1f s"
                                        .formatted(TimeoutScale.scaled(limit).toMillis() / 1e3));
        // At least twice, even if this program was stopped: at the beginning and when the time
        // limit is reached.
        assertThat(region.said).hasSizeGreaterThan(1);
    }

    @Test
    void looksOnceMoreWhenTheTimeIsOver() {
        int[] looks = {0};
        assertThat(Poll.until(Duration.ZERO, () -> ++looks[0] == 2)).isTrue();
        assertThat(Poll.until(Duration.ZERO, () -> false)).isFalse();
    }
}
