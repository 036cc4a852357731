package org.qemu.functional.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.qemu.functional.files.ProgramPath;

/**
 * Checks that processes that QEMU's wrapper forked, and daemons, end with the program, regardless
 * of how it ends.
 */
class SurvivorsOfKillTest extends ProgramFixture {
    @ParameterizedTest
    @CsvSource({
        "KILL, ForkingFixture",
        "TERM, ForkingFixture",
        "KILL, ServedFixture",
        "TERM, ServedFixture"
    })
    void endsWhatTheProgramLeavesBehind(String signal, String fixture) throws Exception {
        Path child = folder.resolve("child");
        Path qemu = ProgramPath.find("qemu-system-x86_64", System.getenv()).orElseThrow();
        List<String> command =
                java(Main.class.getName(), "org.qemu.functional.launch.fixture." + fixture);
        Process program =
                program(
                                Map.of(
                                        "CHILD",
                                        child.toString(),
                                        "QEMU_TEST_QEMU_BINARY",
                                        qemu.toString()),
                                command)
                        .redirectError(Redirect.PIPE)
                        .start();
        // A busy wait would take the processor from the program, which needs seconds of it.
        try (BufferedReader err = program.errorReader()) {
            List<String> seen = new ArrayList<>();
            assertThat(err.lines().peek(seen::add).anyMatch(line -> line.contains("launched")))
                    .as("the fixture launches QEMU: %s", seen)
                    .isTrue();
            while (program.isAlive() && (!Files.exists(child) || Files.size(child) == 0)) {
                Thread.onSpinWait();
            }
            long pid = Long.parseLong(Files.readString(child).strip());
            ProcessHandle left = ProcessHandle.of(pid).orElseThrow();
            new ProcessBuilder("kill", "-" + signal, Long.toString(program.pid()))
                    .start()
                    .waitFor();
            program.waitFor();
            assertThat(left.onExit()).succeedsWithin(2, TimeUnit.MINUTES);
        } finally {
            program.destroyForcibly();
        }
    }
}
