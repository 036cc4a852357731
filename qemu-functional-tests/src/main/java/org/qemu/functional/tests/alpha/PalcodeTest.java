package org.qemu.functional.tests.alpha;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;

/**
 * Proves that the PALcode from QEMU's data files finds clipper's PCI devices and receives input.
 */
class PalcodeTest extends QemuSystemTest {
    @Test
    void startsToItsPrompt() {
        setMachine("clipper");
        vm().setConsole();
        vm().launch();

        waitForConsolePattern("class 0601 id 8086:0484"); // the bridge to ISA
        waitForConsolePattern(">>> ");
        execCommandAndWaitForPattern("hello", "got: hello");
    }
}
