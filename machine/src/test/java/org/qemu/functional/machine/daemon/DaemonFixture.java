package org.qemu.functional.machine.daemon;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.qemu.functional.machine.BootSector;
import org.qemu.functional.machine.MachineAccess;
import org.qemu.functional.machine.MachineFixture;
import org.qemu.functional.settings.HarnessSettings;

/** A machine and the daemons that serve it; the death of one ends the machine. */
abstract class DaemonFixture extends MachineFixture {
    final Map<String, String> environment = new HashMap<>(HarnessSettings.current().environment());

    Daemons daemons;

    @BeforeEach
    void createDaemons() {
        daemons =
                Daemons.create(environment, vm.binary(), logs, logs, logs.resolve("s"), this::died);
    }

    private void died(Supplier<DaemonDiedError> death) {
        MachineAccess.of(vm).endBecause(death);
    }

    @AfterEach
    void endDaemons() throws Exception {
        vm.kill();
        try {
            daemons.close();
        } catch (DaemonDiedError | DaemonTimeoutError e) {
            assertThat(e).as("the tests have seen it").isNotNull();
        }
    }

    /** Return the image of a guest that prints a text on its serial port. */
    Path imageSaying(String text) throws Exception {
        return BootSector.write(logs.resolve("boot.img"), text);
    }

    /** Boot from a disk that another program serves. */
    void launchFrom(String uri) {
        vm.setConsole();
        vm.addArgs("-net", "none", "-boot", "a");
        vm.addArgs("-drive", "if=floppy,format=raw,file=" + uri);
        vm.launch();
    }

    /** Write a program of Python that stands in for a daemon. */
    Path program(String name, String python) throws Exception {
        Path file = logs.resolve(name);
        Files.writeString(file, "#!/usr/bin/env python3\n" + python, UTF_8);
        return Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }

    static void killAndWait(Daemon daemon) throws Exception {
        ProcessHandle process = ProcessHandle.of(daemon.pid()).orElseThrow();
        assertThat(new ProcessBuilder("kill", "-9", "" + daemon.pid()).start().waitFor()).isZero();
        process.onExit().join();
    }
}
