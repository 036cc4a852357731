package org.qemu.functional.tests.hppa;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;

/** Proves that SeaBIOS for PA-RISC from QEMU's data files starts and recognizes its machine. */
class SeabiosTest extends QemuSystemTest {
    @Test
    void knowsB160l() {
        knowsItsMachine("B160L", 32);
    }

    @Test
    void knowsA400() {
        knowsItsMachine("A400", 64);
    }

    @Test
    void knowsC3700() {
        knowsItsMachine("C3700", 64);
    }

    private void knowsItsMachine(String machine, int bits) {
        setMachine(machine);
        vm().setConsole();
        // The firmware powers the machine off because there is nothing to boot.
        vm().addArgs("-no-shutdown");
        vm().launch();

        waitForConsolePattern("SeaBIOS PA-RISC %d-bit Firmware".formatted(bits));
        waitForConsolePattern("Emulated machine:     HP %s (%d-bit".formatted(machine, bits));
    }
}
