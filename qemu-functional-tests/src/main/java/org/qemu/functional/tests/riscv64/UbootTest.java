package org.qemu.functional.tests.riscv64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.tests.AbstractUbootTest;

/** Proves that U-Boot starts as the firmware of virt, can be stopped, and executes commands. */
class UbootTest extends AbstractUbootTest {
    @Test
    void stopsAndAnswers() {
        setMachine("virt");
        vm().addArgs("-net", "none", "-bios", uBoot("qemu-riscv64/u-boot.bin"));
        stopAtPrompt("riscv-virtio,qemu");
        answers();
    }

    @Test
    void stopsBehindOpensbiInSupervisorMode() {
        setMachine("virt");
        vm().addArgs("-net", "none", "-kernel", uBoot("qemu-riscv64_smode/uboot.elf"));
        stopAtPrompt("riscv-virtio,qemu");
        answers();
    }
}
