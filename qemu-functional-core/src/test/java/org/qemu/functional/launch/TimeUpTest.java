package org.qemu.functional.launch;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks that a program ends itself at its timeout, with complete reports. */
@Timeout(240)
class TimeUpTest extends ProgramFixture {
    private static final String FIXTURES = "org.qemu.functional.launch.fixture.";

    @Test
    void refusesAWrongTimeBeforeAnyTest() throws Exception {
        for (String variable : List.of("QEMU_TEST_TIMEOUT", "QEMU_TEST_TIMEOUT_SCALE")) {
            Result result = run(Map.of(variable, "abc"), FIXTURES + "NoisyFixture");

            assertThat(result.status()).isEqualTo(2);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).startsWith("error: " + variable + "='abc'");
        }
    }

    @Test
    void countsTheTimeBeforeItsFirstClassWasLoaded() throws Exception {
        List<String> command =
                new ArrayList<>(List.of("sh", "-c", "kill -STOP $$; exec \"$@\"", "sh"));
        command.addAll(java(Main.class.getName(), FIXTURES + "HangingFixture"));
        long start = System.nanoTime();
        Process program =
                program(Map.of("QEMU_TEST_QEMU_BINARY", qemu(), "QEMU_TEST_TIMEOUT", "24"), command)
                        .start();
        try {
            // meson counts this time, too, although the program does not run.
            program.onExit().get(12, SECONDS);
        } catch (TimeoutException e) {
            new ProcessBuilder("kill", "-CONT", Long.toString(program.pid())).start().waitFor();
        }
        Result result = result(program);

        assertThat(System.nanoTime() - start).isLessThan(SECONDS.toNanos(24));
        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out())
                .contains("not ok 1 - HangingFixture.hangs\n")
                .contains("time is up");
    }

    @Test
    void tellsWhatTheTestWaitedForAndTheStateOfItsMachine() throws Exception {
        Result result =
                run(
                        Map.of("QEMU_TEST_QEMU_BINARY", qemu(), "QEMU_TEST_TIMEOUT", "12"),
                        FIXTURES + "PausedFixture");

        assertThat(result.out())
                // The limit of the wait and that of the test are close to each other here.
                .containsPattern(
                        "'SeaBIOS'( did not come)? on the console.*; VM 'default' is prelaunch;")
                .contains("kind: \"timeout\"");
    }

    @Test
    void endsWithATestThatIsDeafToInterrupts() throws Exception {
        Result result =
                run(
                        Map.of("QEMU_TEST_QEMU_BINARY", qemu(), "QEMU_TEST_TIMEOUT", "12"),
                        FIXTURES + "DeafFixture");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out()).contains("not ok 1 - DeafFixture.hangs\n").contains("time is up");
        assertThat(result.err()).contains("FAILED DeafFixture.hangs");
    }

    @Test
    void endsWithASetUpThatHangs() throws Exception {
        Result result = run(Map.of("QEMU_TEST_TIMEOUT", "6"), FIXTURES + "HangingSetUpFixture");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out())
                .contains("1..2\n")
                .contains("not ok 1 - HangingSetUpFixture: class set-up and tear-down\n")
                .contains("the program's time is up")
                .contains("HangingSetUpFixture.java:")
                .contains("not ok 2 - HangingSetUpFixture.neverRuns\n");
    }
}
