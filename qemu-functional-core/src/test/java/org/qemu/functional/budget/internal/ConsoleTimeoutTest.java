package org.qemu.functional.budget.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ConsoleTimeoutTest {
    @Test
    void endsBeforeMesonDoes() {
        assertThat(ConsoleTimeout.from(Map.of("QEMU_TEST_TIMEOUT", "90")))
                .isEqualTo(Duration.ofSeconds(72));
        assertThat(ConsoleTimeout.from(Map.of())).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void quotesWhatIsNoNumberOfSeconds() {
        for (String wrong : new String[] {"soon", "0", "-5"}) {
            assertThatThrownBy(() -> ConsoleTimeout.from(Map.of("QEMU_TEST_TIMEOUT", wrong)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + wrong + "'");
        }
    }
}
