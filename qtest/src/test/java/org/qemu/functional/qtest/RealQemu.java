package org.qemu.functional.qtest;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;

/** Provides a PC of a real QEMU for each test. */
abstract class RealQemu {
    @TempDir Path folder;
    QemuMachine vm;
    QTest qtest;

    @BeforeEach
    void launch() {
        vm =
                QemuMachine.create(
                        QemuBinary.locate(System.getenv(), folder, Optional.of("x86_64")),
                        QemuMachine.DEFAULT,
                        folder);
        vm.addArgs("-machine", "pc", "-m", "16M");
        qtest = QTest.launch(vm);
    }

    @AfterEach
    void kill() {
        vm.kill();
    }

    void send(String signal) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(vm.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    /** Send a signal to QEMU and wait until it has ended. */
    void killBy(String signal) throws Exception {
        ProcessHandle process = ProcessHandle.of(vm.pid()).orElseThrow();
        send(signal);
        process.onExit().get(20, TimeUnit.SECONDS);
    }
}
