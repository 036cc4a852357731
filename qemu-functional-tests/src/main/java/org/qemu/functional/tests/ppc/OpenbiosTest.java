package org.qemu.functional.tests.ppc;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.qemu.functional.QemuSystemTest;

/** Proves that OpenBIOS, from QEMU's own files, starts on both Macs and knows every G4. */
class OpenbiosTest extends QemuSystemTest {
    @ParameterizedTest
    @CsvSource({
        "7400,  G4",
        "7410,  74xx",
        "7441,  G4",
        "7445,  G4",
        "7447,  G4",
        "7447a, G4",
        "7448,  MPC86xx",
        "7450,  G4",
        "7451,  G4",
        "7455,  G4",
        "7457,  G4",
        "7457a, G4",
    })
    void knowsTheCpusOfG3beige(String cpu, String name) {
        requireAccelerator("tcg");
        setMachine("g3beige");
        setCpu(cpu);
        launchToBanner();
        waitForConsolePattern(">> CPU type PowerPC," + name);
    }

    @Test
    void startsOnMac99() {
        setMachine("mac99");
        launchToBanner();
        waitForConsolePattern(">> CPU type PowerPC,G4");
        waitForConsolePattern("0 > ");
    }

    private void launchToBanner() {
        vm().setConsole();
        vm().launch();
        waitForConsolePattern(">> OpenBIOS");
    }
}
