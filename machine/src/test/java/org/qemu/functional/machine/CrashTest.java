package org.qemu.functional.machine;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.qemu.functional.machine.internal.process.Backtrace;

/**
 * Checks that a crash of QEMU always fails the test and is reported with all available information.
 */
class CrashTest extends MachineFixture {
    @Test
    void failsAWaitForTheExitWhenASignalEndedIt() throws Exception {
        launchBare();
        killBy("ABRT");
        assertThatThrownBy(vm::waitForExit)
                .isInstanceOfSatisfying(
                        AbnormalShutdownException.class,
                        e -> assertThat(e.exit()).contains(new ExitStatus(-6)))
                .hasMessageContaining("SIGABRT (signal 6)")
                .hasMessageContaining("expectExit(-6)");
        vm.shutdown(); // already reported
    }

    @Test
    void acceptsASignalThatTheTestExpects() throws Exception {
        launchBare();
        vm.expectExit(-6);
        killBy("ABRT");
        assertThat(vm.waitForExit()).isEqualTo(-6);
        vm.shutdown();
    }

    @Test
    void failsAtShutdownOverAStatusThatNobodyAskedFor() {
        vm.setQmpMonitor(false);
        vm.addArgs("-machine", "none", "-cpu", "");
        vm.launch();
        vm.waitForExit();
        assertThatThrownBy(vm::shutdown)
                .isInstanceOf(AbnormalShutdownException.class)
                .hasMessageContaining("exited with status 1")
                .hasMessageContaining("-cpu option cannot be empty");
    }

    @Test
    void acceptsAStatusThatTheTestAskedForOrExpects() {
        vm.setQmpMonitor(false);
        vm.addArgs("-machine", "none", "-cpu", "");
        vm.launch();
        vm.waitForExit();
        assertThat(vm.exitCode()).isEqualTo(1);
        vm.shutdown();
        vm.launch();
        vm.expectExit(1);
        vm.waitForExit();
        vm.shutdown();
    }

    @Test
    void failsAtShutdownAfterALaunchThatCrashedAsExpectedToFail() {
        vm.setWrapper("sh", "-c", "kill -SEGV $$", "sh");
        assertThatThrownBy(vm::launch)
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("SIGSEGV");
        assertThatThrownBy(vm::shutdown)
                .isInstanceOf(AbnormalShutdownException.class)
                .hasMessageContaining("SIGSEGV (signal 11) at its launch");
        vm.shutdown();
    }

    @Test
    void tellsAMonitorThatIsClosedAtLaunchFromOneThatIsLate() {
        String closes =
                """
                import re, signal, socket, sys
                path = re.search("id=mon,path=([^ ,]+)", " ".join(sys.argv))[1]
                monitor = socket.socket(socket.AF_UNIX)
                monitor.connect(path)
                monitor.close()
                signal.pause()
                """;
        vm.setWrapper("python3", "-c", closes);
        assertThatThrownBy(vm::launch)
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("closed its monitor before that answered, but still runs");
    }

    @Test
    void tellsTheLastExchangeOnTheMonitor() throws Exception {
        launchBare();
        vm.cmd("query-name");
        vm.qmp("no-such-command");
        killBy("SEGV");
        assertThatThrownBy(vm::shutdown)
                .hasMessageContaining("-> query-name")
                .hasMessageContaining("CommandNotFound")
                .hasMessageContaining(logs.resolve("qmp.log").toString());
        assertThat(logs.resolve("qmp.log"))
                .content()
                .contains("<- greeting of QEMU")
                .contains("-> query-name\n")
                .containsPattern("<- \\{.*\\} \\([0-9.]+ ms\\)")
                .contains("== QEMU closed");
    }

    @Test
    void showsWhereACoreSaysThatQemuCrashed() throws Exception {
        assumeTrue(Backtrace.gdb().isPresent(), "gdb is not in PATH");
        String pattern = Files.readString(Path.of("/proc/sys/kernel/core_pattern")).strip();
        assumeTrue(pattern.equals("core"), "cores go elsewhere: '" + pattern + "'");
        vm.setWrapper("prlimit", "--core=unlimited:unlimited", "--");
        launchBare();
        killBy("ABRT");
        Throwable crash = catchThrowable(vm::shutdown);
        assertThat(crash).hasMessageContaining("backtrace (from '").hasMessageContaining("| #0 ");
        assertThat(logs.resolve("core." + vm.pid())).exists();
    }

    @Test
    void writesAScriptThatStartsTheSameQemuAgain() throws Exception {
        vm.setConsole();
        vm.setEnv("GREETING", "it's me");
        launchSaying("said again and again");
        await("said again and again");
        killBy("SEGV");
        Path script = logs.resolve("rerun.sh");
        assertThatThrownBy(vm::shutdown).hasMessageContaining("run it again: " + script);

        Process rerun =
                new ProcessBuilder(script.toString())
                        .redirectInput(ProcessBuilder.Redirect.PIPE)
                        .redirectError(logs.resolve("rerun.err").toFile())
                        .start();
        try {
            StringBuilder said = new StringBuilder();
            while (said.indexOf("said again and again") < 0) {
                int c = rerun.getInputStream().read();
                assertThat(c).as("QEMU's console in the script: '%s'", said).isNotNegative();
                said.append((char) c);
            }
            List<String> lines = Files.readAllLines(logs.resolve("rerun.err"));
            assertThat(lines).anyMatch(line -> line.startsWith("monitor: "));
        } finally {
            rerun.descendants().forEach(ProcessHandle::destroy);
            rerun.waitFor();
        }
        assertThat(script).content().contains("export GREETING='it'\\''s me'");
    }

    @Test
    void makesTheFilesAnewThatWentWithTheScratchFolder() throws Exception {
        Path gone = logs.resolve("scratch").resolve("disk.img");
        MachineAccess.of(vm)
                .setTestCommand(
                        () -> Optional.of("sh -c 'echo kept=$QEMU_TEST_KEEP_SCRATCH made >&2'"));
        vm.addArgs("-machine", "none", "-drive", "if=none,file=" + gone + ",format=raw");
        assertThatThrownBy(vm::launch).isInstanceOf(LaunchException.class);
        Path script = MachineAccess.of(vm).writeRerunScript().orElseThrow();
        Process rerun = new ProcessBuilder(script.toString()).start();
        rerun.getOutputStream().close();
        String errors = new String(rerun.getErrorStream().readAllBytes(), UTF_8);
        assertThat(errors)
                .contains("'" + gone + "' went with the scratch folder")
                .contains("kept=1 made");
        assertThat(rerun.waitFor()).isNotZero();
    }
}
