package org.qemu.functional.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;

/** Tests several consoles of one machine with real QEMU. */
class ConsolesTest extends MachineFixture {
    @Test
    void readsASerialPortAndTheDebugConsoleAtOnce() throws Exception {
        vm.setConsole();
        vm.addConsole("debug", "isa-debugcon,iobase=0x402");
        launchSaying("on the first port");
        await("on the first port");
        // SeaBIOS, which booted the guest, logs its actions there.
        await("debug", "SeaBIOS (version");
        vm.shutdown();
        assertThat(vm.consoleLog()).content().contains("on the first port");
        assertThat(vm.consoleLog("debug"))
                .isEqualTo(logs.resolve("console-default-debug.log"))
                .content()
                .contains("SeaBIOS (version")
                .doesNotContain("on the first port");
    }

    @Test
    void connectsSerialPortsByTheirNumbersAndTheOthersNowhere() {
        vm.setConsole(null, 2);
        vm.addConsole("first", 0);
        assertThat(vm.command())
                .containsSubsequence(
                        "-chardev",
                        "null,id=console-first",
                        "-serial",
                        "chardev:console-first",
                        "-serial",
                        "null",
                        "-chardev",
                        "null,id=console",
                        "-serial",
                        "chardev:console");
    }

    @Test
    void connectsSemihostingBesideASerialPort() {
        vm.setSemihostingConsole();
        vm.addConsole("port", 0);
        assertThat(vm.command())
                .containsSubsequence(
                        "-chardev",
                        "null,id=console-port",
                        "-serial",
                        "chardev:console-port",
                        "-chardev",
                        "null,id=console",
                        "-semihosting-config",
                        "enable=on,target=native,chardev=console");
        vm.setConsole("virtconsole");
        assertThat(vm.command())
                .containsSubsequence("-device", "virtconsole,chardev=console")
                .doesNotContain("-semihosting-config");
    }

    @Test
    void talksOnEachOfTwoSerialPorts() throws Exception {
        vm.setConsole(null, 1);
        vm.addConsole("zero", 0);
        launchSaying("said on port 0");
        await("zero", "said on port 0");
        vm.console("zero").send("and heard");
        await("zero", "and heard");
        assertThat(vm.console().received()).isZero();
    }

    @Test
    void tellsThatAWrapperSeesAnotherProc() throws Exception {
        assumeTrue(
                new ProcessBuilder("unshare", "--pid", "--fork", "--mount-proc", "true")
                                .start()
                                .waitFor()
                        == 0,
                "this user may not make a PID namespace");
        Path wrapper =
                Files.writeString(
                        logs.resolve("qemu-system-x86_64"),
                        """
                        #!/bin/sh
                        exec unshare --pid --fork --mount-proc qemu-system-x86_64 "$@"
                        """);
        Files.setPosixFilePermissions(wrapper, PosixFilePermissions.fromString("rwx------"));
        QemuMachine apart = QemuMachine.create(QemuBinary.at(wrapper), "apart", logs);
        apart.setConsole();
        assertThatThrownBy(apart::launch)
                .isInstanceOfSatisfying(
                        LaunchException.class, e -> assertThat(e.isOfEnvironment()).isTrue())
                .hasMessageContaining("Could not open")
                .hasMessageContaining("PID namespace");
    }

    @Test
    void refusesOnePortForTwoConsolesAndBadNames() {
        vm.setConsole();
        assertThatThrownBy(() -> vm.addConsole("second", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("serial port 0 is already connected to console 'console'");
        assertThatThrownBy(() -> vm.addConsole("a,b", 1)).hasMessageContaining("'a,b'");
        assertThatThrownBy(() -> vm.addConsole("under", -1)).hasMessageContaining("-1");
    }

    @Test
    void namesTheConsolesThatThereAre() {
        vm.addConsole("zero", 0);
        vm.addArgs("-S");
        vm.launch();
        assertThatThrownBy(() -> vm.console("one"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("no console 'one' but [zero]");
    }

    @Test
    void connectsTheConsoleOfAMachineWithoutMonitor() throws Exception {
        vm.setQmpMonitor(false);
        vm.setConsole();
        launchSaying("nobody monitors");
        await("nobody monitors");
        vm.console().send("but typing works");
        await("but typing works");
    }

    /** The pipe ends with QEMU; a wrapper that continues to run does not delay the wait. */
    @Test
    void endsTheConsoleWithQemuAndNotWithItsWrapper() throws Exception {
        vm.setWrapper("sh", "-c", "\"$@\"; exec sleep 1000", "wrapper");
        vm.setConsole();
        launchSaying("last words");
        await("last words");
        assertThatThrownBy(
                        () -> {
                            vm.cmd("quit");
                            await("more");
                        })
                .isInstanceOf(QemuDiedError.class)
                .hasMessageContaining("closed the connection, but still runs");
    }
}
