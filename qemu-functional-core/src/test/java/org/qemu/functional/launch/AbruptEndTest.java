package org.qemu.functional.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Checks the reports of programs whose tests end them or try to. */
@Timeout(240)
class AbruptEndTest extends ProgramFixture {
    private static final String FIXTURES = "org.qemu.functional.launch.fixture.";

    @Test
    void namesTheTestThatCalledSystemExit() throws Exception {
        Result result = run(Map.of(), FIXTURES + "ExitingFixture");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out())
                .contains("1..3\n", "\nok 1 - ExitingFixture.a\n")
                .contains("\nnot ok 2 - ExitingFixture.b\n", "\nnot ok 3 - ExitingFixture.c\n")
                .contains("System.exit was called by org.qemu.functional.launch.fixture.Exiting")
                .contains("ExitingFixture.java:")
                .doesNotContain("SIGTERM")
                .endsWith("  ...\n");
        assertThat(result.err()).contains("FAILED ExitingFixture.b").contains("System.exit");
    }

    @Test
    void tellsMesonOfSystemExitByTapAlone() throws Exception {
        Result result = run(Map.of("MESON_TEST_ITERATION", "1"), FIXTURES + "ExitingFixture");

        assertThat(result.status()).isZero();
        assertThat(result.out()).contains("\nnot ok 2 - ExitingFixture.b\n");
    }

    @Test
    void namesThePlaceOfSystemExitOnAnotherThread() throws Exception {
        Result result = run(Map.of(), FIXTURES + "ExitingThreadFixture");

        assertThat(result.status()).isEqualTo(1);
        assertThat(result.out())
                .contains("\nnot ok 1 - ExitingThreadFixture.starts\n")
                .contains("System.exit was called by ");
    }

    @Test
    void aTestThatRunsOutOfMemoryOrStackFailsAndTheOthersRun() throws Exception {
        Result result =
                result(
                        program(
                                        Map.of("QEMU_TEST_QEMU_BINARY", qemu()),
                                        java(
                                                "-Xmx128m",
                                                Main.class.getName(),
                                                FIXTURES + "MemoryFixture"))
                                .start());

        assertThat(result.status()).isNotZero();
        assertThat(result.out())
                .contains("1..3\n")
                .contains("\nnot ok 1 - MemoryFixture.a\n", "Java heap space")
                .contains("\nnot ok 2 - MemoryFixture.b\n", "StackOverflowError")
                .contains("\nok 3 - MemoryFixture.c\n")
                .doesNotContain("Bail out!");
    }

    @Test
    void reportsWhatCannotRunAfterALackOfMemory() throws Exception {
        Result result = run(Map.of(), FIXTURES + "PlainMemoryFixture");

        assertThat(result.status()).isNotZero();
        assertThat(result.out())
                .contains("1..3\n", "\nok 1 - PlainMemoryFixture.a\n")
                .contains("\nnot ok 2 - PlainMemoryFixture.b\n")
                .contains("PlainMemoryFixture.java:")
                .contains("\nnot ok 3 - PlainMemoryFixture.c\n", "not run: ")
                .containsPattern("\nBail out! java.lang.OutOfMemoryError: .*\n$");
    }

    @Test
    void aChildProcessDoesNotWriteIntoTap() throws Exception {
        String java = ProcessHandle.current().info().command().orElseThrow();
        for (List<String> command : List.of(jarCommand(java), shellCommand(java))) {
            Result result = result(program(Map.of(), command).start());

            assertThat(result.status()).isZero();
            assertThat(result.out())
                    .contains("ok 1 - ChildFixture.starts\n")
                    .doesNotContain("from a child");
            assertThat(result.err()).contains("ok 1 - from a child\n");
        }
    }

    /**
     * Return the command for `java -jar`, in which only an older JDK can redirect standard output.
     */
    private List<String> jarCommand(String java) throws Exception {
        return Runtime.version().feature() < 21
                ? List.of(java, "-jar", runnableJar().toString(), FIXTURES + "ChildFixture")
                : shellCommand(java);
    }

    /** Return a command as in scripts/functional-test. */
    private List<String> shellCommand(String java) throws Exception {
        return List.of(
                "sh",
                "-c",
                "exec \"$@\" 3>&1 1>&2",
                "sh",
                java,
                "-Dqemu.functional.tap=3",
                "-jar",
                runnableJar().toString(),
                FIXTURES + "ChildFixture");
    }

    @Test
    void aMisplacedAnnotationIsAFailureOfDiscovery() throws Exception {
        for (String[] pair :
                new String[][] {
                    {"Private", "isPrivate"},
                    {"Static", "isStatic"},
                    {"NonVoid", "isNotVoid"},
                    {"OnlyPrivate", "isPrivate"}
                }) {
            Result result = run(Map.of(), FIXTURES + "MisplacedFixture$" + pair[0] + "Fixture");

            assertThat(result.status()).as(pair[0]).isEqualTo(1);
            assertThat(result.out())
                    .startsWith("TAP version 13\n1..1\nnot ok 1 - discovery\n")
                    .contains(pair[1]);
            assertThat(result.err()).contains("FAILED discovery").contains(pair[1]);
        }
    }
}
