package org.qemu.functional.tests.ppc;

import org.junit.jupiter.api.Test;
import org.qemu.functional.tests.AbstractUbootTest;

/** Proves that U-Boot starts as the firmware of ppce500, can be stopped, and executes commands. */
class UbootTest extends AbstractUbootTest {
    @Test
    void stopsAndAnswers() {
        setMachine("ppce500");
        vm().addArgs("-net", "none", "-bios", uBoot("qemu-ppce500/uboot.elf"));
        stopAtPrompt("DRAM:  128 MiB");
        answers();
    }
}
