package org.qemu.functional.tests.riscv32;

import org.junit.jupiter.api.Test;
import org.qemu.functional.TuxRunBaselineTest;
import org.qemu.functional.asset.Asset;

/**
 * Proves that a TuxRun kernel boots to a login prompt, executes commands and halts on the machine
 * {@code virt}.
 */
class TuxrunTest extends TuxRunBaselineTest {
    static final Asset RISCV32_KERNEL =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/riscv32/Image",
                    "872bc8f8e0d4661825d5f47f7bec64988e9d0a8bd5db8917d57e16f66d83b329");
    static final Asset RISCV32_ROOTFS =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/riscv32/rootfs.ext4.zst",
                    "511ad34e63222db08d6c1da16fad224970de36517a784110956ba6a24a0ee5f6");

    @Test
    void boots() {
        setMachine("virt");
        commonTuxrun(RISCV32_KERNEL, RISCV32_ROOTFS);
    }

    @Test
    void bootsMaxcpu() {
        setCpu("max");
        setMachine("virt");
        commonTuxrun(RISCV32_KERNEL, RISCV32_ROOTFS);
    }
}
