package org.qemu.functional.qtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.qemu.functional.machine.QemuBinary;
import org.qemu.functional.machine.QemuMachine;

/** Tests a device whose register has an unexpected value, which a property of QEMU sets. */
class MisbehavingDeviceTest {
    private static final int PORT = 0x505;

    /**
     * The events that the guest has panicked and that its crash kernel was loaded
     * (docs/specs/pvpanic.rst of QEMU).
     */
    private static final int EVENTS = 3;

    @TempDir Path folder;
    private QemuMachine vm;

    private Register launch(String device) {
        vm =
                QemuMachine.create(
                        QemuBinary.locate(System.getenv(), folder, Optional.of("x86_64")),
                        QemuMachine.DEFAULT,
                        folder);
        vm.addArgs("-machine", "pc", "-nodefaults", "-m", "16M", "-device", device);
        return QTest.launch(vm).ports().registerb("pvpanic events", PORT);
    }

    @AfterEach
    void kill() {
        vm.kill();
    }

    @Test
    void isTheRegisterThatItShouldBe() {
        long read = launch("pvpanic").expect(EVENTS, EVENTS);
        assertThat(read & EVENTS).isEqualTo(EVENTS);
    }

    @Test
    void isToldByRegisterAndValues() {
        Register patched = launch("pvpanic,events=1");
        assertThatThrownBy(() -> patched.expect(EVENTS))
                .isInstanceOf(RegisterError.class)
                .hasMessage(
                        "register 'pvpanic events' (port 0x0505, 8 bits): read 0x01, expected 0x03");
    }
}
