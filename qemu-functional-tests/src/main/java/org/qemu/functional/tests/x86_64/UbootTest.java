package org.qemu.functional.tests.x86_64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.tests.AbstractUbootTest;

/** Proves that U-Boot starts as the firmware of pc, can be stopped, and executes commands. */
class UbootTest extends AbstractUbootTest {
    @Test
    void stopsAndAnswers() {
        setMachine("pc");
        vm().addArgs("-net", "none", "-bios", uBoot("qemu-x86_64/u-boot.rom"));
        stopAtPrompt("CPU:   QEMU Virtual CPU version 2.5+");
        answers();
    }
}
