package org.qemu.functional.qmp.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineLimitTest {
    @Test
    void is64MebibytesByDefault() {
        assertThat(LineLimit.from(Map.of())).isEqualTo(64 << 20);
        assertThat(LineLimit.from(Map.of("QEMU_TEST_QMP_MAX_LINE", " "))).isEqualTo(64 << 20);
    }

    @ParameterizedTest
    @CsvSource({"1,1", "300M,314572800", "1GiB,1073741824", "64k,65536"})
    void readsASize(String value, int bytes) {
        assertThat(LineLimit.from(Map.of("QEMU_TEST_QMP_MAX_LINE", value))).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "1025M", "2G", "9999999T", "many", "1.5M"})
    void refusesWhatIsNone(String value) {
        assertThatThrownBy(() -> LineLimit.from(Map.of("QEMU_TEST_QMP_MAX_LINE", value)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("QEMU_TEST_QMP_MAX_LINE='" + value + "'");
    }
}
