package org.qemu.functional.tests.x86_64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;

/**
 * Proves that SeaBIOS starts on both PCs; its output comes from QEMU's debug port, and no download
 * is needed.
 */
class SeabiosTest extends QemuSystemTest {
    @Test
    void knowsI440fx() {
        knowsItsChipset("pc", "i440fx");
    }

    @Test
    void knowsQ35() {
        knowsItsChipset("q35", "q35");
    }

    private void knowsItsChipset(String machine, String chipset) {
        setMachine(machine);
        vm().setConsole("isa-debugcon,iobase=0x402");
        vm().launch();

        waitForConsolePattern("SeaBIOS (version ");
        waitForConsolePattern("Running on QEMU (%s)".formatted(chipset));
        waitForConsolePattern("Booting from ");
    }
}
