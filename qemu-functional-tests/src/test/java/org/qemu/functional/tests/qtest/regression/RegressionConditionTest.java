package org.qemu.functional.tests.qtest.regression;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegressionConditionTest {
    @ParameterizedTest(name = "{1} with fixes in ''{0}'': {2}")
    @CsvSource({
        "'', 7.2.22, true",
        "11.1, 11.0.2, false",
        "11.1, 11.1.3, true",
        "11.1, 12.0.50, true",
        "'7.2.22,10.1.1', 7.2.21, false",
        "'7.2.22,10.1.1', 7.2.22, true",
        "'7.2.22,10.1.1', 10.0.2, false",
        "'7.2.22,10.1.1', 10.1.0, false",
        "'7.2.22,10.1.1', 10.1.1, true"
    })
    void knowsTheFixesOfEachSeries(String fixes, String version, boolean fixed) {
        String[] all = fixes.isEmpty() ? new String[0] : fixes.split(",");
        assertThat(RegressionCondition.isFixed(all, version)).isEqualTo(fixed);
    }
}
