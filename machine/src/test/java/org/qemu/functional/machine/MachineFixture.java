package org.qemu.functional.machine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.console.ConsoleMatch;
import org.qemu.functional.machine.internal.launch.Consoles;

/** A real x86_64 machine for tests of the machine's own features. */
public abstract class MachineFixture {
    public static final Duration LONG = Duration.ofSeconds(20);

    public @TempDir Path logs;
    public QemuMachine vm;

    @BeforeEach
    void create() {
        vm = machine(QemuMachine.DEFAULT);
    }

    @AfterEach
    void killTheMachine() {
        vm.kill();
    }

    QemuMachine machine(String name) {
        return QemuMachine.create(
                QemuBinary.locate(Map.of(), logs, Optional.of("x86_64")), name, logs);
    }

    void launchBare() {
        vm.addArgs("-machine", "none", "-nodefaults");
        vm.launch();
    }

    /** Launch a guest that prints text on its first serial port and then echoes its input. */
    void launchSaying(String text) throws IOException {
        Path image = BootSector.write(logs.resolve("boot.img"), text);
        vm.addArgs("-net", "none", "-boot", "a");
        vm.addArgs("-drive", "if=floppy,format=raw,file=" + image);
        vm.launch();
    }

    ConsoleMatch await(String console, String success) {
        return ConsoleExpectation.on(vm).console(console).success(success).await(LONG);
    }

    ConsoleMatch await(String success) {
        return await(Consoles.MAIN, success);
    }

    /** Send a signal to QEMU and wait until it has ended. */
    void killBy(String signal) throws Exception {
        ProcessHandle qemu = ProcessHandle.of(vm.pid()).orElseThrow();
        send(signal);
        qemu.onExit().join();
    }

    void send(String signal) throws Exception {
        assertThat(
                        new ProcessBuilder("kill", "-" + signal, Long.toString(vm.pid()))
                                .start()
                                .waitFor())
                .isZero();
    }
}
