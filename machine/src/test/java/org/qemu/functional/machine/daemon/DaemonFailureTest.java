package org.qemu.functional.machine.daemon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.machine.LaunchException;
import org.qemu.functional.machine.QemuDiedError;

/** What a test sees of daemons that are missing, refuse to start, die or do not end. */
class DaemonFailureTest extends DaemonFixture {
    private static final Duration SHORT = Duration.ofMillis(300);

    /** Accepts connections on the inherited socket and greets them. */
    private static final String GREET =
            """
            import signal, socket, sys
            server = socket.socket(fileno=3)
            def greet(greeting):
                client = server.accept()[0]
                client.sendall(greeting)
                return client
            """;

    private static final String IGNORE_SIGTERM =
            """
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
            client = greet(b'NBDMAGIC')
            while True: signal.pause()
            """;

    /** Prints its process ID. */
    private static final String NEVER_ANSWER =
            """
            import os, signal
            print(os.getpid(), flush=True)
            signal.pause()
            """;

    private void play(String variable, String name, String python) throws Exception {
        environment.put(variable, program(name, python).toString());
    }

    @Test
    void wrongArgumentsAreAFailureOfTheTest() {
        assertThatThrownBy(() -> daemons.storageDaemon("--blockdev", "driver=nonsense"))
                .isInstanceOfSatisfying(
                        DaemonDiedError.class,
                        e -> {
                            assertThat(e.isCrash()).isFalse();
                            assertThat(e.exitCode()).isEqualTo(1);
                        })
                .hasMessageContaining("exited with status 1 before it connected its monitor")
                .hasMessageContaining("nonsense")
                .hasMessageContaining("qemu-storage-daemon.log");
    }

    @Test
    void anImageThatIsMissingIsReportedByTheServersOwnWords() {
        assertThatThrownBy(() -> daemons.nbdServer(logs.resolve("none.img")))
                .isInstanceOf(DaemonDiedError.class)
                .hasMessageContaining("qemu-nbd 'qemu-nbd' exited with status 1 before it answered")
                .hasMessageContaining("No such file or directory");
    }

    @Test
    void aProgramThatIsKilledAtItsStartHasCrashed() throws Exception {
        play("QEMU_TEST_SWTPM", "swtpm", "import os; os.kill(os.getpid(), 9)");
        assertThatThrownBy(() -> daemons.swtpm())
                .isInstanceOfSatisfying(
                        DaemonDiedError.class, e -> assertThat(e.isCrash()).isTrue())
                .hasMessageContaining("swtpm 'swtpm' was killed by SIGKILL (signal 9) before it");
    }

    @Test
    void theDeathOfADaemonEndsTheWaitsOfAMachine() throws Exception {
        NbdServer server = daemons.nbdServer(imageSaying("ready"), "--format=raw");
        launchFrom(server.uri());
        vm.waitForConsolePattern("ready");
        killAndWait(server);
        assertThatThrownBy(() -> vm.eventWait("RESUME", LONG.multipliedBy(100)))
                .isInstanceOf(QemuDiedError.class)
                .hasCauseInstanceOf(DaemonDiedError.class)
                .hasMessageContaining("qemu-nbd 'qemu-nbd' was killed by SIGKILL (signal 9)")
                .hasMessageContaining("QEMU was killed for that while the test waited for QMP")
                .hasMessageContaining("qemu-nbd.log");
        vm.shutdown();
        server.shutdown(); // is reported once
    }

    @Test
    void aDeathThatNoWaitHasReportedFailsTheTestAtItsEnd() throws Exception {
        killAndWait(daemons.storageDaemon());
        assertThatThrownBy(() -> daemons.close())
                .isInstanceOf(DaemonDiedError.class)
                .hasMessageContaining("was killed by SIGKILL (signal 9) while the test needed it");
    }

    @Test
    void aCommandToADeadStorageDaemonNamesItsDeath() throws Exception {
        StorageDaemon daemon = daemons.storageDaemon();
        killAndWait(daemon);
        assertThatThrownBy(() -> daemon.cmd("query-block-exports"))
                .isInstanceOf(DaemonDiedError.class)
                .hasMessageContaining("SIGKILL");
    }

    @Test
    void aDaemonThatTheTestKillsIsNoFailure() throws Exception {
        NbdServer server = daemons.nbdServer(imageSaying("ready"), "--format=raw");
        launchFrom(server.uri());
        server.kill();
        assertThat(vm.cmd("query-status").path("running").asBoolean()).isTrue();
    }

    @Test
    void anExpectedExitIsNoFailure() throws Exception {
        NbdServer server = daemons.nbdServer(imageSaying("ready"), "--format=raw");
        server.expectExit(-9);
        launchFrom(server.uri());
        killAndWait(server);
        assertThat(vm.cmd("query-status").path("running").asBoolean()).isTrue();
    }

    @Test
    void aProgramThatIgnoresSigtermIsKilled() throws Exception {
        play("QEMU_TEST_QEMU_NBD", "qemu-nbd", GREET + IGNORE_SIGTERM);
        NbdServer server = daemons.nbdServer(imageSaying("x"));
        ProcessHandle process = ProcessHandle.of(server.pid()).orElseThrow();
        assertThatThrownBy(() -> server.shutdown(Duration.ofMillis(50)))
                .isInstanceOf(DaemonTimeoutError.class)
                .hasMessageContaining("after SIGTERM, and was killed");
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void aProgramThatIgnoresSigtermAtTheEndOfTheTestFailsIt() throws Exception {
        play("QEMU_TEST_QEMU_NBD", "qemu-nbd", GREET + IGNORE_SIGTERM);
        daemons.setLimits(new DaemonLimits(LONG, SHORT));
        ProcessHandle process =
                ProcessHandle.of(daemons.nbdServer(imageSaying("x")).pid()).orElseThrow();
        ProcessHandle other = ProcessHandle.of(daemons.storageDaemon().pid()).orElseThrow();
        assertThatThrownBy(() -> daemons.close())
                .isInstanceOf(DaemonTimeoutError.class)
                .hasMessageContaining("qemu-nbd 'qemu-nbd' did not exit within")
                .hasMessageContaining("after SIGTERM, and was killed");
        assertThat(process.isAlive()).isFalse();
        assertThat(other.isAlive()).isFalse();
    }

    @Test
    void aServerThatNeverAnswersIsKilledAtItsLimit() throws Exception {
        play("QEMU_TEST_QEMU_NBD", "qemu-nbd", NEVER_ANSWER);
        daemons.setLimits(new DaemonLimits(SHORT, LONG));
        assertThatThrownBy(() -> daemons.nbdServer(imageSaying("x")))
                .isInstanceOf(DaemonTimeoutError.class)
                .hasMessageMatching(
                        "(?s)qemu-nbd 'qemu-nbd' still runs, but .* passed before it .*");
        assertThat(survivors("qemu-nbd.log")).isEmpty();
    }

    @Test
    void aStorageDaemonThatNeverConnectsItsMonitorIsKilledAtItsLimit() throws Exception {
        play("QEMU_TEST_QEMU_STORAGE_DAEMON", "qemu-storage-daemon", NEVER_ANSWER);
        daemons.setLimits(new DaemonLimits(SHORT, LONG));
        assertThatThrownBy(() -> daemons.storageDaemon())
                .isInstanceOf(DaemonTimeoutError.class)
                .hasMessageContaining("passed before it connected its monitor")
                .hasMessageContaining("qemu-storage-daemon.log");
        assertThat(survivors("qemu-storage-daemon.log")).isEmpty();
    }

    /** Return the processes whose IDs a program has printed, and that are running. */
    private List<ProcessHandle> survivors(String log) throws Exception {
        return Files.readAllLines(logs.resolve(log)).stream()
                .filter(line -> line.matches("\\d+")) // the limit may pass while Python starts
                .map(line -> ProcessHandle.of(Long.parseLong(line)))
                .flatMap(Optional::stream)
                .toList();
    }

    @Test
    void aSocketWithALongPathIsReportedByTheDaemonsOwnWords() throws Exception {
        Path socket = logs.resolve("s".repeat(108));
        assertThatThrownBy(
                        () ->
                                daemons.storageDaemon(
                                        "--blockdev",
                                        "driver=file,node-name=disk,filename=" + imageSaying("x"),
                                        "--export",
                                        "type=vhost-user-blk,id=e,node-name=disk,addr.type=unix,addr.path="
                                                + socket))
                .isInstanceOfSatisfying(
                        DaemonDiedError.class, e -> assertThat(e.isCrash()).isFalse())
                .hasMessageContaining("before it connected its monitor")
                .hasMessageContaining("is too long");
    }

    @Test
    void aProgramThatAnswersSomethingElseIsNotStarted() throws Exception {
        play("QEMU_TEST_QEMU_NBD", "qemu-nbd", GREET + "greet(b'HTTP/1.1').recv(1)\n");
        assertThatExceptionOfType(LaunchException.class)
                .isThrownBy(() -> daemons.nbdServer(imageSaying("x")))
                .withMessageContaining("it answered 'HTTP/1.1', not 'NBDMAGIC'");
    }

    @Test
    void aMissingProgramSkipsTheTestAndNamesItsPackage() {
        for (DaemonProgram program : DaemonProgram.values()) {
            assertThatExceptionOfType(TestAbortedException.class)
                    .isThrownBy(
                            () -> program.require(Map.of("PATH", ""), logs.resolve("qemu"), logs))
                    .withMessageContaining("\"%s\" not installed".formatted(program.fileName()))
                    .withMessageContaining("install the package");
        }
    }

    @Test
    void aVariableThatNamesNoProgramIsAnError() {
        assertThatThrownBy(
                        () ->
                                DaemonProgram.SWTPM.locate(
                                        Map.of("QEMU_TEST_SWTPM", "/nonexistent/swtpm"),
                                        logs.resolve("qemu"),
                                        logs))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("QEMU_TEST_SWTPM='/nonexistent/swtpm' is not a program");
    }

    @Test
    void aProgramOfQemusBuildIsPreferred() throws Exception {
        Path folder = Files.createDirectories(logs.resolve("storage-daemon"));
        Path built = Files.createFile(folder.resolve("qemu-storage-daemon"));
        assertThat(built.toFile().setExecutable(true)).isTrue();
        assertThat(
                        DaemonProgram.STORAGE_DAEMON.locate(
                                environment, logs.resolve("qemu-system-x86_64"), Path.of("/none")))
                .contains(built);
    }
}
