package org.qemu.functional.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TimeoutScaleTest {
    private static TimeoutScale scale(String value) {
        return TimeoutScale.from(Map.of("QEMU_TEST_TIMEOUT_SCALE", value));
    }

    @Test
    void stretchesByItsFactor() {
        assertThat(scale("2.5").stretch(Duration.ofSeconds(2))).isEqualTo(Duration.ofSeconds(5));
        assertThat(TimeoutScale.from(Map.of()).stretch(Duration.ofSeconds(2)))
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void refusesWhatIsNoPositiveNumber() {
        for (String wrong : new String[] {"two", "0", "-1", "NaN", "Infinity"}) {
            assertThatThrownBy(() -> scale(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + wrong + "'");
        }
    }
}
