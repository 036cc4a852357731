package org.qemu.functional.tests.ppc;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.qemu.functional.QemuSystemTest;

/** Proves that images for the machine {@code g3beige} boot. */
@Execution(ExecutionMode.CONCURRENT)
class Ppc74xxTest extends QemuSystemTest {

    @Test
    void boots7400() {
        boot("7400", ">> CPU type PowerPC,G4");
    }

    @Test
    void boots7410() {
        boot("7410", ">> CPU type PowerPC,74xx");
    }

    @Test
    void boots7441() {
        boot("7441", ">> CPU type PowerPC,G4");
    }

    @Test
    void boots7445() {
        boot("7445", ">> CPU type PowerPC,G4");
    }

    @Test
    void boots7447() {
        boot("7447", ">> CPU type PowerPC,G4");
    }

    @Test
    void boots7447a() {
        boot("7447a", ">> CPU type PowerPC,G4");
    }

    @Test
    void boots7448() {
        boot("7448", ">> CPU type PowerPC,MPC86xx");
    }

    @Test
    void boots7450() {
        boot("7450", ">> CPU type PowerPC,G4");
    }

    @Test
    void boots7451() {
        boot("7451", ">> CPU type PowerPC,G4");
    }

    @Test
    void boots7455() {
        boot("7455", ">> CPU type PowerPC,G4");
    }

    @Test
    void boots7457() {
        boot("7457", ">> CPU type PowerPC,G4");
    }

    @Test
    void boots7457a() {
        boot("7457a", ">> CPU type PowerPC,G4");
    }

    private void boot(String cpu, String pattern) {
        requireAccelerator("tcg");
        setMachine("g3beige");
        vm().setConsole();
        vm().addArgs("-cpu", cpu);
        vm().launch();

        waitForConsolePattern(">> OpenBIOS");
        waitForConsolePattern(pattern);
    }
}
