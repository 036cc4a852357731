package org.qemu.functional.tests.sparc64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;

/** Proves that OpenBIOS from QEMU's data files starts on sun4u and calculates at its prompt. */
class OpenbiosTest extends QemuSystemTest {
    @Test
    void startsToItsPrompt() {
        setMachine("sun4u");
        vm().setConsole();
        vm().launch();

        waitForConsolePattern("OpenBIOS for Sparc64");
        waitForConsolePattern("CPUs: 1 x SUNW,UltraSPARC-IIi");
        waitForConsolePattern("Welcome to OpenBIOS");
        waitForConsolePattern("0 > ");
        execCommandAndWaitForPattern("6 7 * .", "2a  ok"); // numbers are in base 16
    }
}
