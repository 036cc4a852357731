package org.qemu.functional.units;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
    @ParameterizedTest
    @CsvSource({"183d, 4392", "12h, 12", "2w, 336", "60m, 1", "3600s, 1", "0d, 0"})
    void readsAges(String text, long hours) {
        assertThat(DurationParser.parse(text)).isEqualTo(Duration.ofHours(hours));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "183", "d", "-1d", "1.5d", "1y", "99999999999d"})
    void refusesWhatIsNoAge(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> DurationParser.parse(text))
                .withMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "20G, 21474836480", "500M, 524288000", "1KiB, 1024", "5gb, 5368709120"})
    void readsSizes(String text, long bytes) {
        assertThat(ByteSize.parse(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "G", "-1", "1.5G", "1,5G", "20X", "1 G B"})
    void refusesWhatIsNoSize(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSize.parse(text))
                .withMessageContaining("'" + text + "'");
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0B",
        "1023, 1023B",
        "1024, 1K",
        "1025, 1025B",
        "102399, 102399B",
        "102401, 100K",
        "1048523, 1024K",
        "1048576, 1M",
        "12345678, 12056K",
        "21474836480, 20G",
        "9223372036854775807, 8388608T",
    })
    void writesSizesAsTheyAreRead(long bytes, String text) {
        assertThat(ByteSize.format(bytes)).isEqualTo(text);
        if (bytes < Long.MAX_VALUE) {
            assertThat(ByteSize.parse(text)).isCloseTo(bytes, withPercentage(0.5));
        }
    }

    @Test
    void refusesASizeThatNoFileHas() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ByteSize.parse("9999999999T"))
                .withMessageContaining("2^63");
    }
}
