package org.qemu.functional.tests.hppa;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;

/** Proves that SeaBIOS for PA-RISC, from QEMU's own files, starts and knows its machine. */
class SeabiosTest extends QemuSystemTest {
    @Test
    void knowsB160l() {
        knowsItsMachine("B160L", 32);
    }

    @Test
    void knowsC3700() {
        knowsItsMachine("C3700", 64);
    }

    private void knowsItsMachine(String machine, int bits) {
        setMachine(machine);
        vm().setConsole();
        vm().addArgs("-no-shutdown"); // it powers off when it finds nothing to boot
        vm().launch();

        waitForConsolePattern("SeaBIOS PA-RISC %d-bit Firmware".formatted(bits));
        waitForConsolePattern("Emulated machine:     HP %s (%d-bit".formatted(machine, bits));
    }
}
