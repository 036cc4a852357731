package org.qemu.functional.units;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SecondsTest {
    @Test
    void hasOneDecimal() {
        assertThat(Seconds.format(Duration.ZERO)).isEqualTo("0.0 s");
        assertThat(Seconds.format(Duration.ofMillis(1_950))).isEqualTo("2.0 s");
        assertThat(Seconds.format(Duration.ofMinutes(2))).isEqualTo("120.0 s");
        assertThat(Seconds.format(Duration.ofMillis(-300))).isEqualTo("-0.3 s");
    }
}
