package org.qemu.functional.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks what a test program tells kyua, and TAP of tests that end as they have announced. */
@Timeout(240)
class KyuaMainTest extends ProgramFixture {
    private static final String FIXTURES = "org.qemu.functional.launch.fixture.";

    @Test
    void aTestThatIsDeafToInterruptsIsAFailureWithItsPlace() throws Exception {
        Result result = run("DeafFixture", "hangs", 12);

        assertThat(result.status()).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("result")))
                .startsWith("failed: the test's time is up: ")
                .contains(" and it does not end (", "DeafFixture.java:")
                .endsWith("\n");
        assertThat(result.err()).contains("FAILED DeafFixture.hangs");
    }

    @Test
    void namesTheKindOfAFailure() throws Exception {
        Result result = run("/bin/true", "LaunchFixture", "launches", 24);

        assertThat(result.status()).isEqualTo(1);
        assertThat(Files.readString(folder.resolve("result"))).startsWith("failed: environment: ");
    }

    @ParameterizedTest
    @CsvSource({
        "exits, 3, 'expected_exit(3): bug 3\n'",
        "isTerminated, 143, 'expected_signal(15): bug 15\n'",
        "hangs, 0, 'expected_failure: bug 7: '",
        "fails, 0, 'expected_failure: bug 1: '",
        "passes, 1, 'failed: '"
    })
    void reportsHowATestHasEnded(String test, int status, String start) throws Exception {
        Result result = run("ExpectedEndFixture", test, 12);

        assertThat(result.status()).as(result.err()).isEqualTo(status);
        assertThat(Files.readString(folder.resolve("result"))).startsWith(start);
    }

    @ParameterizedTest
    @CsvSource({
        "exits, 'not ok 1 - ExpectedEndFixture.exits # TODO bug 3'",
        "isTerminated, 'not ok 1 - ExpectedEndFixture.isTerminated # TODO bug 15'",
        "fails, 'not ok 1 - ExpectedEndFixture.fails # TODO bug 1'",
        "passes, 'not ok 1 - ExpectedEndFixture.passes'"
    })
    void tapHasATodoPointForWhatWasAnnounced(String test, String point) throws Exception {
        Result result =
                run(
                        Map.of("QEMU_TEST_QEMU_BINARY", qemu(), "QEMU_TEST_TIMEOUT", "12"),
                        FIXTURES + "ExpectedEndFixture#" + test);

        assertThat(result.out().lines()).as(result.err()).contains(point);
    }

    private Result run(String type, String test, int seconds) throws Exception {
        return run(qemu(), type, test, seconds);
    }

    private Result run(String qemu, String type, String test, int seconds) throws Exception {
        return result(
                program(
                                Map.of(
                                        "QEMU_TEST_QEMU_BINARY",
                                        qemu,
                                        "QEMU_TEST_TIMEOUT",
                                        Integer.toString(seconds)),
                                java(
                                        KyuaMain.class.getName(),
                                        "--class",
                                        FIXTURES + type,
                                        "-r",
                                        folder.resolve("result").toString(),
                                        test))
                        .start());
    }
}
