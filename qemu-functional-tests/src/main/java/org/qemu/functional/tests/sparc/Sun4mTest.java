package org.qemu.functional.tests.sparc;

import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code SS-20} boot. */
class Sun4mTest extends LinuxKernelTest {
    static final Asset DAY11 =
            Asset.of(
                    "https://qemu-advcal.gitlab.io/qac-best-of-multiarch/download/day11.tar.xz",
                    "c776533ba756bf4dd3f1fc4c024fb50ef0d853e05c5f5ddf0900a32d1eaa49e0");

    @Test
    void bootsSs20() {
        setMachine("SS-20");
        archiveExtract(DAY11);
        launchKernel(scratchFile("day11/zImage.elf"), null, null, "QEMU advent calendar");
    }
}
