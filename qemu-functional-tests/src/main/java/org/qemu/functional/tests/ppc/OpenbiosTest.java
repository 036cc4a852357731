package org.qemu.functional.tests.ppc;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.qemu.functional.QemuSystemTest;

/** Proves that OpenBIOS from QEMU's data files starts on both Macs and recognizes every G4. */
@Execution(ExecutionMode.CONCURRENT)
class OpenbiosTest extends QemuSystemTest {
    @Test
    void knows7400() {
        knowsCpuOfG3beige("7400", "G4");
    }

    @Test
    void knows7410() {
        knowsCpuOfG3beige("7410", "74xx");
    }

    @Test
    void knows7441() {
        knowsCpuOfG3beige("7441", "G4");
    }

    @Test
    void knows7445() {
        knowsCpuOfG3beige("7445", "G4");
    }

    @Test
    void knows7447() {
        knowsCpuOfG3beige("7447", "G4");
    }

    @Test
    void knows7447a() {
        knowsCpuOfG3beige("7447a", "G4");
    }

    @Test
    void knows7448() {
        knowsCpuOfG3beige("7448", "MPC86xx");
    }

    @Test
    void knows7450() {
        knowsCpuOfG3beige("7450", "G4");
    }

    @Test
    void knows7451() {
        knowsCpuOfG3beige("7451", "G4");
    }

    @Test
    void knows7455() {
        knowsCpuOfG3beige("7455", "G4");
    }

    @Test
    void knows7457() {
        knowsCpuOfG3beige("7457", "G4");
    }

    @Test
    void knows7457a() {
        knowsCpuOfG3beige("7457a", "G4");
    }

    @Test
    void startsOnMac99() {
        setMachine("mac99");
        launchToBanner();
        waitForConsolePattern(">> CPU type PowerPC,G4");
        waitForConsolePattern("0 > ");
    }

    private void knowsCpuOfG3beige(String cpu, String name) {
        requireAccelerator("tcg");
        setMachine("g3beige");
        setCpu(cpu);
        launchToBanner();
        waitForConsolePattern(">> CPU type PowerPC," + name);
    }

    private void launchToBanner() {
        vm().setConsole();
        vm().launch();
        waitForConsolePattern(">> OpenBIOS");
    }
}
