package org.qemu.functional.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.console.ConsoleMatch;
import org.qemu.functional.qmp.QmpCommandException;
import org.qemu.functional.qmp.QmpTimeoutException;
import org.qemu.functional.settings.TimeoutScale;

/** Tests a machine with the real {@code qemu-system-x86_64} in {@code PATH}. */
class QemuMachineTest {
    @TempDir Path logs;
    private QemuMachine vm;

    @BeforeEach
    void create() {
        vm = machine(QemuMachine.DEFAULT);
    }

    @AfterEach
    void kill() {
        vm.kill();
    }

    private QemuMachine machine(String name) {
        return QemuMachine.create(
                QemuBinary.locate(Map.of(), logs, Optional.of("x86_64")), name, logs);
    }

    private void launchBare() {
        vm.addArgs("-machine", "none", "-nodefaults");
        vm.launch();
    }

    private void launchSaying(String text) throws IOException {
        Path image = BootSector.write(logs.resolve("boot.img"), text);
        vm.setConsole();
        vm.addArgs("-net", "none", "-boot", "a");
        vm.addArgs("-drive", "if=floppy,format=raw,file=" + image);
        vm.launch();
    }

    private ConsoleMatch await(String success, String failure, Duration timeout) {
        return ConsoleExpectation.on(vm).success(success).failure(failure).await(timeout);
    }

    private static void signal(long pid, String signal) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + signal, Long.toString(pid)).start().waitFor())
                .isZero();
    }

    @Test
    void talksToTheMonitor() {
        launchBare();
        assertThat(vm.isRunning()).isTrue();
        assertThat(vm.cmd("query-status").path("status").asText()).isEqualTo("running");
        assertThat(vm.qmp("no-such-command").path("error").path("class").asText())
                .isEqualTo("CommandNotFound");
        assertThatThrownBy(() -> vm.cmd("device_del", "id", "nothing"))
                .isInstanceOfSatisfying(
                        QmpCommandException.class,
                        e -> assertThat(e.errorClass()).isEqualTo("DeviceNotFound"));
        assertThat(vm.cmd("human-monitor-command", Map.of("command-line", "info status")).asText())
                .contains("VM status");
    }

    @Test
    void exitsGracefullyAndLeavesNoFileOfItsSockets() throws IOException {
        launchBare();
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        String ours = "qemu-functional-" + ProcessHandle.current().pid() + "-";
        try (var files = Files.list(temporary)) {
            assertThat(files.filter(f -> f.getFileName().toString().startsWith(ours))).isEmpty();
        }
        vm.shutdown();
        assertThat(vm.isRunning()).isFalse();
        assertThat(vm.exitCode()).isZero();
        vm.shutdown();
    }

    @Test
    void runsAgainAfterAShutdown() {
        launchBare();
        long first = vm.pid();
        vm.shutdown();
        vm.launch();
        assertThat(vm.pid()).isNotEqualTo(first);
        assertThat(vm.cmd("query-version").has("qemu")).isTrue();
        vm.shutdown();
    }

    @Test
    void keepsTheLogsOfAnEarlierLaunch() throws IOException {
        launchSaying("once more");
        await("once more", "none", Duration.ofSeconds(20));
        vm.cmd("quit");
        vm.waitForExit();
        vm.launch();
        await("once more", "none", Duration.ofSeconds(20));
        vm.shutdown();
        assertThat(Files.readString(vm.consoleLog()).split("once more", -1)).hasSize(3);
        vm.addArgs("-no-such-option");
        assertThatThrownBy(vm::launch).isInstanceOf(LaunchException.class);
        vm.setArg("-no-such-option", "either");
        assertThatThrownBy(vm::launch).isInstanceOf(LaunchException.class);
        assertThat(vm.output().split("no-such-option", -1)).hasSize(2);
    }

    @Test
    void takesAndKeepsEvents() {
        vm.addArgs("-S", "-net", "none");
        vm.launch();
        vm.cmd("cont");
        vm.cmd("stop");
        assertThat(vm.eventWait("STOP").has("timestamp")).isTrue();
        assertThat(vm.events())
                .extracting(event -> event.path("event").asText())
                .contains("RESUME")
                .doesNotContain("STOP");
        assertThatThrownBy(() -> vm.eventWait("STOP", Duration.ofMillis(10)))
                .isInstanceOf(QmpTimeoutException.class);
    }

    @Test
    void readsTheConsoleFromTheFirstByteAndTypes() throws IOException {
        launchSaying("booted\r\n");
        assertThat(await("booted", "none", Duration.ofSeconds(20)).output()).contains("booted");
        vm.console().send("echo me\r");
        await("echo me", "none", Duration.ofSeconds(20));
        vm.shutdown();
        assertThat(vm.consoleLog())
                .isEqualTo(logs.resolve("console.log"))
                .content()
                .contains(": booted");
    }

    /**
     * A chardev that must write every byte blocks QEMU, including its monitor, if it is not read.
     * Therefore, output of a guest must be read from its start.
     */
    @Test
    void launchesAGuestThatFloodsItsConsole() throws IOException {
        Path image = BootSector.writeEndless(logs.resolve("boot.img"));
        vm.setConsole("isa-debugcon,iobase=0x402");
        vm.addArgs("-net", "none", "-boot", "a");
        vm.addArgs("-drive", "if=floppy,format=raw,file=" + image);
        vm.launch();
        for (int i = 0; i < 100; i++) {
            await("x".repeat(1000), "none", Duration.ofSeconds(20));
        }
        assertThat(vm.cmd("query-status").path("running").asBoolean()).isTrue();
        vm.shutdown();
    }

    @Test
    void runsSeveralMachinesWithLogsOfTheirOwn() {
        QemuMachine other = machine("other");
        try {
            launchBare();
            other.addArgs("-machine", "none", "-nodefaults");
            other.setQmpMonitor(true);
            other.launch();
            assertThat(other.pid()).isNotEqualTo(vm.pid());
            assertThat(other.outputLog()).exists().hasFileName("other.log");
            assertThat(other.consoleLog()).hasFileName("console-other.log");
        } finally {
            other.kill();
        }
    }

    @Test
    void failsToLaunchWhenQemuExits() {
        vm.addArgs("-machine", "no-such-machine");
        assertThatThrownBy(vm::launch)
                .isInstanceOfSatisfying(
                        LaunchException.class,
                        e -> {
                            assertThat(e)
                                    .hasMessageContaining("exited with status 1")
                                    .message()
                                    .containsPattern(
                                            "(?m)^VM .* before .*: unsupported machine type.*no-such-machine\"?$");
                            assertThat(e)
                                    .hasMessageContaining(logs.resolve("default.log").toString())
                                    .hasMessageContaining("-machine no-such-machine");
                            assertThat(e.exitCode()).isEqualTo(1);
                            assertThat(e.output()).contains("no-such-machine");
                        });
    }

    @Test
    void failsToLaunchWhenTheBinaryIsGone() throws IOException {
        Path gone = Files.createFile(logs.resolve("qemu-system-gone"));
        assertThat(gone.toFile().setExecutable(true)).isTrue();
        QemuMachine machine = QemuMachine.create(QemuBinary.at(gone), "gone", logs);
        Files.delete(gone);
        assertThatThrownBy(machine::launch)
                .isInstanceOf(LaunchException.class)
                .hasMessageContaining("qemu-system-gone");
    }

    @Test
    void tellsAnExitWithoutMonitorByItsStatus() {
        vm.setQmpMonitor(false);
        vm.addArgs("-machine", "none", "-cpu", "");
        vm.launch();
        assertThat(vm.waitForExit()).isEqualTo(1);
        assertThat(vm.exitCode()).isEqualTo(1);
        assertThat(vm.output()).contains("-cpu option cannot be empty");
        vm.shutdown();
    }

    @Test
    void saysThatQemuCrashedWhileAWaitWasOn() throws Exception {
        launchSaying("before the crash");
        await("before the crash", "none", Duration.ofSeconds(20));
        signal(vm.pid(), "SEGV");
        assertThatThrownBy(() -> await("never", "none", Duration.ofSeconds(20)))
                .isInstanceOf(QemuDiedError.class)
                .hasMessageContaining("was killed by SIGSEGV (signal 11)")
                .hasMessageContaining("'never'")
                .hasMessageContaining("before the crash")
                .hasMessageContaining("console.log")
                .hasMessageContaining("default.log");
        assertThat(vm.exitCode()).isEqualTo(-11);
        // The test already knows it, so teardown reports nothing.
        vm.shutdown();
    }

    @Test
    void saysThatQemuCrashedUnderACommand() throws Exception {
        launchBare();
        signal(vm.pid(), "ABRT");
        assertThatThrownBy(() -> vm.cmd("query-status"))
                .isInstanceOf(QemuDiedError.class)
                .hasMessageContaining("SIGABRT")
                .hasMessageContaining("query-status");
    }

    @Test
    void failsAtShutdownWhenQemuHasCrashedUnnoticed() throws Exception {
        launchBare();
        ProcessHandle qemu = ProcessHandle.of(vm.pid()).orElseThrow();
        signal(vm.pid(), "SEGV");
        qemu.onExit().join();
        assertThatThrownBy(vm::shutdown)
                .isInstanceOf(AbnormalShutdownException.class)
                .hasMessageContaining("SIGSEGV");
    }

    @Test
    void saysThatTheGuestFailedAndWhy() throws IOException {
        launchSaying("Kernel panic - not syncing: no init found\r\n");
        assertThatThrownBy(() -> await("login:", "Kernel panic", Duration.ofSeconds(20)))
                .isInstanceOf(GuestFailedError.class)
                .hasMessageContaining("'Kernel panic'")
                .hasMessageContaining("'login:'")
                .hasMessageContaining("no init found")
                .hasMessageContaining("console.log");
    }

    @Test
    void saysWhatDidNotComeAtTheDeadline() throws IOException {
        launchSaying("waiting for input");
        await("waiting for input", "none", Duration.ofSeconds(20));
        Duration given = Duration.ofMillis(300);
        Throwable timeout = catchThrowable(() -> await("login:", "none", given));
        assertThat(timeout)
                .isInstanceOf(ConsoleTimeoutError.class)
                .hasMessageContaining("'login:' did not come")
                .hasMessageContaining(
                        "within %.1f s".formatted(TimeoutScale.scaled(given).toMillis() / 1e3))
                .hasMessageContaining("waiting for input")
                .hasMessageContaining("console.log");
    }

    @Test
    void killsAQemuThatDoesNotAnswer() throws Exception {
        launchBare();
        signal(vm.pid(), "STOP");
        assertThatThrownBy(() -> vm.shutdown(Duration.ofMillis(200)))
                .isInstanceOf(AbnormalShutdownException.class)
                .hasMessageContaining("was killed");
        assertThat(vm.isRunning()).isFalse();
        assertThat(vm.exitCode()).isEqualTo(-9);
    }

    @Test
    @Timeout(60)
    void diesWithTheProgramThatStartedIt() throws Exception {
        Path lifeline = logs.resolve("lifeline");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(lifeline));
            Process program =
                    new ProcessBuilder(
                                    ProcessHandle.current().info().command().orElseThrow(),
                                    "-cp",
                                    System.getProperty("java.class.path"),
                                    LaunchAndWait.class.getName(),
                                    logs.toString(),
                                    lifeline.toString())
                            .redirectError(ProcessBuilder.Redirect.INHERIT)
                            .start();
            // QEMU holds the other end, so the connection ends when QEMU has ended, and not
            // earlier.
            try (SocketChannel line = server.accept()) {
                assertThat(program.inputReader().readLine()).isEqualTo("launched");
                program.destroyForcibly();
                assertThat(line.read(ByteBuffer.allocate(1))).isEqualTo(-1);
            } finally {
                program.destroyForcibly();
            }
        }
    }

    /** Launches a machine with a connection to the test, prints a line and waits to be killed. */
    static final class LaunchAndWait {
        private LaunchAndWait() {}

        public static void main(String[] args) throws Exception {
            QemuBinary binary =
                    QemuBinary.locate(Map.of(), Path.of(args[0]), Optional.of("x86_64"));
            QemuMachine vm = QemuMachine.create(binary, "orphan", Path.of(args[0]));
            vm.addArgs("-machine", "none", "-nodefaults");
            vm.addArgs("-chardev", "socket,id=lifeline,path=" + args[1]);
            vm.launch();
            System.out.println("launched");
            Thread.currentThread().join();
        }
    }

    @Test
    void quotesLongPatternsAndLinesInPart() throws IOException {
        launchSaying("y".repeat(400));
        await("y".repeat(400), "none", Duration.ofSeconds(20));
        assertThatThrownBy(() -> await("z".repeat(10_000), "none", Duration.ofMillis(10)))
                .isInstanceOf(ConsoleTimeoutError.class)
                .hasMessageContaining("zzz… (10000 characters)")
                .hasMessageContaining("yyy…")
                .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(3000));
    }

    @Test
    void replacesAnArgumentOrAddsIt() {
        vm.setArg("-m", "1G").setArg("-m", "2G").setArg("-smp", 2);
        assertThat(vm.command()).containsSubsequence("-m", "2G", "-smp", "2").doesNotContain("1G");
    }

    @Test
    void refusesANameThatCannotNameAFile() {
        assertThatThrownBy(() -> machine("../evil"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("../evil");
    }
}
