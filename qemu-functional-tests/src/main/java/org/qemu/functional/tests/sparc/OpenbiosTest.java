package org.qemu.functional.tests.sparc;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.qemu.functional.QemuSystemTest;

/**
 * Proves that OpenBIOS, from QEMU's own files, starts on SPARCstations and reckons at its prompt.
 */
class OpenbiosTest extends QemuSystemTest {
    @ParameterizedTest
    @CsvSource({"SS-5, 'FMI,MB86904'", "SS-20, 'TI,TMS390Z55'", "LX, 'TI,TMS390S10'"})
    void startsToItsPrompt(String machine, String cpu) {
        setMachine(machine);
        vm().setConsole();
        vm().launch();

        waitForConsolePattern("CPUs: 1 x " + cpu);
        waitForConsolePattern("Welcome to OpenBIOS");
        waitForConsolePattern("0 > ");
        execCommandAndWaitForPattern("6 7 * .", "2a  ok"); // in base 16
    }
}
