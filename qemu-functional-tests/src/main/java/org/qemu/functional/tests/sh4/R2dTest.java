package org.qemu.functional.tests.sh4;

import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipFlakyTest;

/** Proves that images for the machine {@code r2d} boot. */
class R2dTest extends LinuxKernelTest {
    static final Asset DAY09 =
            Asset.of(
                    "https://qemu-advcal.gitlab.io/qac-best-of-multiarch/download/day09.tar.xz",
                    "a61b44d2630a739d1380cc4ff4b80981d47ccfd5992f1484ccf48322c35f09ac");

    @Test
    @SkipFlakyTest("the kernel hangs in 6 to 10 of 100 boots; QEMU has no bug report of it")
    void bootsR2d() {
        setMachine("r2d");
        archiveExtract(DAY09);
        vm().addArgs("-append", "console=ttySC1");
        launchKernel(scratchFile("day09/zImage"), null, null, 1, "QEMU advent calendar");
    }
}
