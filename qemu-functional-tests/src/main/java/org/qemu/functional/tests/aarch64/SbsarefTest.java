package org.qemu.functional.tests.aarch64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.tests.SbsaRefTest;

/** Proves that images for the machine {@code sbsa-ref} boot. */
class SbsarefTest extends SbsaRefTest {
    @Test
    void bootsSbsarefEdk2Firmware() {
        fetchFirmware();
        vm().setConsole();
        vm().addArgs("-cpu", "cortex-a57");
        vm().launch();

        waitForConsolePattern("Booting Trusted Firmware");
        waitForConsolePattern("BL1: v2.12.0(release):");
        waitForConsolePattern("BL1: Booting BL2");
        waitForConsolePattern("BL2: v2.12.0(release)");
        waitForConsolePattern("Booting BL31");
        waitForConsolePattern("BL31: v2.12.0(release)");
        waitForConsolePattern("UEFI firmware (version 1.0");
        interruptInteractiveConsoleUntilPattern("QEMU SBSA-REF Machine");
    }
}
