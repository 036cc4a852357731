package org.qemu.functional.gdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;

/** Tests the client with QEMU's stub: an i386 that has just been reset, at f000:fff0. */
class GdbRemoteTest {
    private static final long FIRST = 0xfff0;

    @TempDir Path folder;
    private QemuMachine vm;
    private Path socket;

    @BeforeEach
    void launch() {
        QemuBinary binary = QemuBinary.locate(Map.of(), folder, Optional.of("x86_64"));
        vm = QemuMachine.create(binary, "gdb", folder);
        socket = folder.resolve("gdb.sock");
        vm.addArgs("-machine", "pc", "-S", "-net", "none");
        vm.addArgs("-gdb", "unix:path=" + socket + ",server=on,wait=off");
        vm.launch();
    }

    @AfterEach
    void kill() {
        vm.kill();
    }

    @Test
    void readsRegistersByTheTargetsOwnDescription() {
        try (GdbRemote gdb = GdbRemote.connect(socket)) {
            assertThat(gdb.architecture()).isEqualTo("i386:x86-64");
            assertThat(gdb.pc()).isEqualTo(FIRST);
            assertThat(gdb.readRegister("cs")).isEqualTo(0xf000);
            assertThatThrownBy(() -> gdb.readRegister("nonesuch"))
                    .isInstanceOf(GdbException.class)
                    .hasMessageContaining("nonesuch");
        }
    }

    @Test
    void readsAndWritesMemory() {
        try (GdbRemote gdb = GdbRemote.connect(socket)) {
            byte[] bytes = {1, 2, (byte) 0xff, '$', '#', '}', '*'};
            gdb.writeMemory(0x7000, bytes);
            assertThat(gdb.readMemory(0x7000, bytes.length)).isEqualTo(bytes);
            assertThat(gdb.readMemory(0xffff0, 1)).containsExactly(0xea);
            // The stub may or may not use run-length encoding; the result is the same.
            gdb.writeMemory(0x8000, new byte[1000]);
            assertThat(gdb.readMemory(0x8000, 1000)).isEqualTo(new byte[1000]);
        }
    }

    @Test
    void stepsAndStopsAtABreakpoint() {
        try (GdbRemote gdb = GdbRemote.connect(socket)) {
            gdb.step();
            long second = gdb.pc();
            assertThat(second).isNotEqualTo(FIRST);
            gdb.step();
            assertThat(gdb.pc()).isNotEqualTo(second);
        }
    }

    @Test
    void interruptsARunningGuest() {
        try (GdbRemote gdb = GdbRemote.connect(socket)) {
            gdb.continueInBackground();
            vm.eventWait("RESUME", Duration.ofSeconds(10));
            assertThat(gdb.interrupt().signal()).isEqualTo(2);
            assertThat(vm.monitor().status()).isNotEqualTo("running");
            gdb.detach();
            assertThat(vm.monitor().status()).isEqualTo("running");
        }
    }

    @Test
    void speaksToTheMonitor() {
        try (GdbRemote gdb = GdbRemote.connect(socket)) {
            assertThat(gdb.monitor("info status")).contains("paused");
        }
    }

    @Test
    void saysWhenNobodyIsThere() {
        Path nobody = folder.resolve("nobody");
        assertThatThrownBy(() -> GdbRemote.connect(nobody))
                .isInstanceOf(GdbException.class)
                .hasMessageContaining(nobody.toString());
    }

    @Test
    void saysWhenQemuGoesAway() {
        try (GdbRemote gdb = GdbRemote.connect(socket)) {
            vm.kill();
            assertThatThrownBy(gdb::pc).isInstanceOf(GdbException.class);
        }
    }

    @Test
    void drivesGdbItself() throws IOException {
        Path program = Path.of("/usr/bin/gdb");
        assumeThat(Files.isExecutable(program)).as("gdb is installed").isTrue();
        // At the end it sleeps, so that it has to be killed.
        try (GdbProgram gdb = GdbProgram.start(program, Duration.ofMillis(100))) {
            assertThat(gdb.cli("print 6 * 7")).contains("= 42");
            gdb.cli("set architecture i386:x86-64");
            gdb.cli("target remote " + socket);
            assertThat(gdb.address("print/x $pc")).isEqualTo(FIRST);
            assertThat(gdb.cli("echo \"a\\tb\"")).contains("a");
            assertThatThrownBy(() -> gdb.cli("nonesuch"))
                    .isInstanceOf(GdbException.class)
                    .hasMessageContaining("Undefined command");
            gdb.cli("detach");
            assertThatThrownBy(
                            () ->
                                    gdb.cli(
                                            "python import time; time.sleep(60)",
                                            Duration.ofMillis(50)))
                    .isInstanceOf(GdbException.class)
                    .hasMessageContaining("no answer in time");
        }
    }
}
