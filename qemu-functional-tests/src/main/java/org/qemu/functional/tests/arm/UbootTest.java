package org.qemu.functional.tests.arm;

import org.junit.jupiter.api.Test;
import org.qemu.functional.tests.AbstractUbootTest;

/** Proves that U-Boot starts as the firmware of virt, can be stopped, and executes commands. */
class UbootTest extends AbstractUbootTest {
    @Test
    void stopsAndAnswers() {
        setMachine("virt");
        setCpu("cortex-a15");
        vm().addArgs("-net", "none", "-bios", uBoot("qemu_arm/u-boot.bin"));
        stopAtPrompt("DRAM:  128 MiB");
        answers();
    }
}
