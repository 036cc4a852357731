package org.qemu.functional.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

/** Checks that errors of test authors are reported with the name of the culprit. */
class AuthoringErrorsTest extends ProgramFixture {
    private static final String FIXTURES = "org.qemu.functional.launch.fixture.";

    @Test
    void refusesABudgetThatIsNoneOrThatNobodyMeasures() throws Exception {
        Result result = run(Map.of(), FIXTURES + "PlainBudgetFixture");
        assertThat(result.out())
                .contains("@TestTimeout(seconds = -5) is not above 0")
                .contains("@TestTimeout(seconds = 0) is not above 0")
                .contains("@TestTimeout(seconds = 5) has no effect on 'isNotMeasured'")
                .contains("let 'PlainBudgetFixture' extend QemuBaseTest")
                .containsPattern("(?m)^ok .*isMeasured");
    }

    @Test
    void tellsWhichAnnotationGivesAParameter() throws Exception {
        Result result = run(Map.of(), FIXTURES + "ParameterFixture");
        assertThat(result.out())
                .contains("To get a Sample, use @Sampled on the test.")
                .contains("No ParameterResolver registered for parameter [java.lang.String");
    }
}
