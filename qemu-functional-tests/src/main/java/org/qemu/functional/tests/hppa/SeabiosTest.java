package org.qemu.functional.tests.hppa;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.qemu.functional.QemuSystemTest;

/** Proves that SeaBIOS for PA-RISC, from QEMU's own files, starts and knows its machine. */
class SeabiosTest extends QemuSystemTest {
    @ParameterizedTest
    @CsvSource({"B160L, 32", "C3700, 64"})
    void knowsItsMachine(String machine, int bits) {
        setMachine(machine);
        vm().setConsole();
        vm().addArgs("-no-shutdown"); // it powers off when it finds nothing to boot
        vm().launch();

        waitForConsolePattern("SeaBIOS PA-RISC %d-bit Firmware".formatted(bits));
        waitForConsolePattern("Emulated machine:     HP %s (%d-bit".formatted(machine, bits));
        waitForConsolePattern("SeaBIOS wants SYSTEM HALT.");
    }
}
