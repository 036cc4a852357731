package org.qemu.functional.tests.xtensa;

import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code lx60} boot. */
class Lx60Test extends LinuxKernelTest {
    static final Asset DAY02 =
            Asset.of(
                    "https://qemu-advcal.gitlab.io/qac-best-of-multiarch/download/day02.tar.xz",
                    "68ff07f9b3fd3df36d015eb46299ba44748e94bfbb2d5295fddc1a8d4a9fd324");

    @Test
    void bootsLx60() {
        setCpu("dc233c");
        setMachine("lx60");
        archiveExtract(DAY02);
        launchKernel(
                scratchFile("day02/santas-sleigh-ride.elf"), null, null, "QEMU advent calendar");
    }
}
