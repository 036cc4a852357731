package org.qemu.functional.tests.sparc;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;

/**
 * Proves that OpenBIOS from QEMU's data files starts on SPARCstations and calculates at its prompt.
 */
class OpenbiosTest extends QemuSystemTest {
    @Test
    void startsOnSs5() {
        startsToItsPrompt("SS-5", "FMI,MB86904");
    }

    @Test
    void startsOnSs20() {
        startsToItsPrompt("SS-20", "TI,TMS390Z55");
    }

    @Test
    void startsOnLx() {
        startsToItsPrompt("LX", "TI,TMS390S10");
    }

    private void startsToItsPrompt(String machine, String cpu) {
        setMachine(machine);
        vm().setConsole();
        vm().launch();

        waitForConsolePattern("CPUs: 1 x " + cpu);
        waitForConsolePattern("Welcome to OpenBIOS");
        waitForConsolePattern("0 > ");
        execCommandAndWaitForPattern("6 7 * .", "2a  ok"); // numbers are in base 16
    }
}
