package org.qemu.functional.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.qemu.functional.files.ProgramPath;

/**
 * Checks that processes that QEMU's wrapper forked end with the program, regardless of how it ends.
 */
class SurvivorsOfKillTest extends ProgramFixture {
    @ParameterizedTest
    @ValueSource(strings = {"KILL", "TERM"})
    void endsWhatTheProgramLeavesBehind(String signal) throws Exception {
        Path child = folder.resolve("child");
        Path qemu = ProgramPath.find("qemu-system-x86_64", System.getenv()).orElseThrow();
        List<String> command =
                java(Main.class.getName(), "org.qemu.functional.launch.fixture.ForkingFixture");
        Process program =
                program(
                                Map.of(
                                        "CHILD",
                                        child.toString(),
                                        "QEMU_TEST_QEMU_BINARY",
                                        qemu.toString()),
                                command)
                        .start();
        try {
            Path err = folder.resolve("err");
            while (program.isAlive() && !Files.readString(err).contains("launched")) {
                Thread.onSpinWait();
            }
            while (program.isAlive() && (!Files.exists(child) || Files.size(child) == 0)) {
                Thread.onSpinWait();
            }
            long pid = Long.parseLong(Files.readString(child).strip());
            ProcessHandle left = ProcessHandle.of(pid).orElseThrow();
            new ProcessBuilder("kill", "-" + signal, Long.toString(program.pid()))
                    .start()
                    .waitFor();
            program.waitFor();
            assertThat(left.onExit()).succeedsWithin(20, TimeUnit.SECONDS);
        } finally {
            program.destroyForcibly();
        }
    }
}
