package org.qemu.functional.tests.ppc64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;

/**
 * Proves that SLOF, the firmware of pseries from QEMU's data files, starts and calculates at its
 * prompt.
 */
class SlofTest extends QemuSystemTest {
    @Test
    void startsToItsPrompt() {
        setMachine("pseries");
        vm().setConsole();
        vm().addArgs("-nodefaults");
        vm().launch();

        waitForConsolePattern("SLOF");
        waitForConsolePattern("FW Version");
        waitForConsolePattern("Using default console: /vdevice/vty@71000000");
        waitForConsolePattern("0 > ");
        execCommandAndWaitForPattern("6 7 * .", "2a  ok"); // numbers are in base 16
    }
}
