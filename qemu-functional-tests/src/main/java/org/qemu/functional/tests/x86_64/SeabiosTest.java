package org.qemu.functional.tests.x86_64;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.qemu.functional.QemuSystemTest;

/** Proves that SeaBIOS starts on both PCs, heard through QEMU's debug port; no download. */
class SeabiosTest extends QemuSystemTest {
    @ParameterizedTest
    @CsvSource({"pc, i440fx", "q35, q35"})
    void knowsItsChipset(String machine, String chipset) {
        setMachine(machine);
        vm().setConsole("isa-debugcon,iobase=0x402");
        vm().launch();

        waitForConsolePattern("SeaBIOS (version ");
        waitForConsolePattern("Running on QEMU (%s)".formatted(chipset));
        waitForConsolePattern("Booting from ");
    }
}
