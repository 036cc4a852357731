package org.qemu.functional.tests.riscv64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.TuxRunBaselineTest;
import org.qemu.functional.asset.Asset;

/**
 * Proves that a TuxRun kernel boots to a login prompt, executes commands and halts on the machine
 * {@code virt}.
 */
class TuxrunTest extends TuxRunBaselineTest {
    static final Asset RISCV64_KERNEL =
            Asset.of(
                    "https://storage.tuxboot.com/kernels/6.11.9/riscv64/Image",
                    "174f8bb87f08961e54fa3fcd954a8e31f4645f6d6af4dd43983d5e9841490fb0");
    static final Asset RISCV64_ROOTFS =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/riscv64/rootfs.ext4.zst",
                    "aa4736a9872651dfc0d95e709465eedf1134fd19d42b8cb305bfd776f9801004");
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
        commonTuxrun(RISCV64_KERNEL, RISCV64_ROOTFS);
    }

    @Test
    void bootsMaxcpu() {
        setCpu("max");
        setMachine("virt");
        commonTuxrun(RISCV64_KERNEL, RISCV64_ROOTFS);
    }

    /** Upstream names a processor too late for QEMU to get it, so this has the default one. */
    @Test
    void bootsWithAia() {
        setMachine("virt");
        vm().setMachine("virt,aia=aplic-imsic");
        commonTuxrun(RISCV64_KERNEL, RISCV64_ROOTFS);
    }

    @Test
    void bootsRv32() {
        setCpu("rv32");
        setMachine("virt");
        commonTuxrun(RISCV32_KERNEL, RISCV32_ROOTFS);
    }
}
