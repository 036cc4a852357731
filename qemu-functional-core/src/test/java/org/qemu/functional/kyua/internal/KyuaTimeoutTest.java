package org.qemu.functional.kyua.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.condition.SkipIfMissingCommands;
import org.qemu.functional.files.ProcessStat;
import org.qemu.functional.files.ProgramPath;
import org.qemu.functional.launch.KyuaMain;
import org.qemu.functional.launch.ProgramFixture;
import org.qemu.functional.text.ShellQuoting;

/** Verifies that nothing of QEMU outlives a test case that kyua kills at its time-out. */
@SkipIfMissingCommands("kyua")
class KyuaTimeoutTest extends ProgramFixture {
    /** The first time-out, in seconds: long enough for a JVM and QEMU to start on an idle host. */
    private static final int SHORTEST = 12;

    /** The last time-out that is tried. */
    private static final int LONGEST = 300;

    private static final List<String> PROGRAMS = List.of("guarded", "bare");

    private static final String FIXTURE =
            "org.qemu.functional.kyua.internal.fixture.KilledBootFixture";

    /** What a test program needs, but not setsid, without which it has no guard. */
    private Path withoutSetsid() throws IOException {
        Path programs = Files.createDirectory(folder.resolve("programs"));
        for (String name : List.of("sh", "setpriv", "sleep")) {
            Path program = programs.resolve(name);
            Path found = ProgramPath.find(name, System.getenv()).orElseThrow();
            Files.writeString(program, "#!/bin/sh\nexec '%s' \"$@\"\n".formatted(found));
            assertThat(program.toFile().setExecutable(true)).isTrue();
        }
        return programs;
    }

    private void writeProgram(String name, String path, int timeout) throws IOException {
        Path program = folder.resolve(name);
        String command =
                String.join(
                        " ",
                        java(KyuaMain.class.getName(), "--class", FIXTURE).stream()
                                .map(ShellQuoting::quote)
                                .toList());
        Files.writeString(
                program,
                """
                #!/bin/sh
                case $* in
                    *-l)
                        printf '%%s\\n' 'Content-Type: application/X-atf-tp; version="1"' '' 'ident: boots' \
                            'has.cleanup: true' 'timeout: %d'
                        exit ;;
                esac
                export PIDS='%s' PATH='%s'
                exec %s "$@"
                """
                        .formatted(timeout, pids(name), path, command));
        assertThat(program.toFile().setExecutable(true)).isTrue();
    }

    private Path pids(String name) {
        return folder.resolve(name + ".pids");
    }

    private List<Long> started(String name) throws IOException {
        return List.of(
                Long.valueOf(Files.readString(pids(name)).strip()),
                Long.valueOf(Files.readString(Path.of(pids(name) + ".qemu")).strip()));
    }

    private static boolean isRunning(long pid) {
        return ProcessStat.of(pid).filter(stat -> !stat.hasEnded()).isPresent();
    }

    @AfterEach
    void endProcesses() throws IOException {
        for (String name : PROGRAMS) {
            if (Files.exists(Path.of(pids(name) + ".qemu"))) {
                for (long pid : started(name)) {
                    ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly);
                }
            }
        }
    }

    /** Run the programs, with a longer time-out if the last one came before the guests ran. */
    private void killedWhileBooting() throws IOException, InterruptedException {
        Files.writeString(
                folder.resolve("Kyuafile"),
                """
                syntax(2)
                test_suite("timeout")
                atf_test_program{name="guarded"}
                atf_test_program{name="bare"}
                """);
        String bare = withoutSetsid().toString();
        for (int timeout = SHORTEST; ; timeout *= 3) {
            writeProgram("guarded", System.getenv("PATH"), timeout);
            writeProgram("bare", bare, timeout);
            for (String name : PROGRAMS) {
                Files.deleteIfExists(pids(name));
            }
            Result test = kyua("-v", "parallelism=2", "test");
            assertThat(test.out())
                    .as("exit status %d, standard error: %s", test.status(), test.err())
                    .contains("guarded:boots  ->  broken: Test case body timed out")
                    .contains("bare:boots  ->  broken: Test case body timed out");
            if (timeout > LONGEST || PROGRAMS.stream().allMatch(this::isLaunched)) {
                return;
            }
        }
    }

    private boolean isLaunched(String name) {
        return Files.exists(Path.of(pids(name) + ".launched"));
    }

    private Result kyua(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("kyua"));
        command.addAll(List.of(arguments));
        return result(
                program(Map.of("HOME", folder.toString(), "QEMU_TEST_QEMU_BINARY", qemu()), command)
                        .start());
    }

    @Test
    void theCleanupEndsWhatTheKilledBodyLeft() throws Exception {
        killedWhileBooting();

        for (String name : PROGRAMS) {
            assertThat(isLaunched(name)).as("guest of '%s' was running", name).isTrue();
            for (long pid : started(name)) {
                assertThat(isRunning(pid)).as("%s: process %d", name, pid).isFalse();
            }
        }
        assertThat(kyua("report", "--verbose").out())
                .contains("ended processes of QEMU that the test case had left: [")
                .contains("QEMU's output is in " + folder.resolve("tests/functional/x86_64"));
        try (var logs = Files.list(folder.resolve("tests/functional/x86_64"))) {
            assertThat(logs.filter(log -> Files.exists(log.resolve("default.log"))))
                    .as("folders with the log of QEMU")
                    .hasSize(2);
        }
    }
}
