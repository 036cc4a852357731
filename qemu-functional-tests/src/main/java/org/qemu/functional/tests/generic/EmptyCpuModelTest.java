package org.qemu.functional.tests.generic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;

/** Proves that QEMU refuses an empty CPU model with a message; it once crashed. */
class EmptyCpuModelTest extends QemuSystemTest {
    @Test
    void refusesAnEmptyCpuModel() {
        vm().setQmpMonitor(false);
        vm().addArgs("-S", "-machine", "none", "-cpu", "");
        vm().launch();

        vm().waitForExit();
        assertEquals(1, vm().exitCode());
        String output = vm().output();
        assertTrue(output.contains("-cpu option cannot be empty"), output);
    }
}
