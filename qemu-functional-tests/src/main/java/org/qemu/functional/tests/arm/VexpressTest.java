package org.qemu.functional.tests.arm;

import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code vexpress-a9} boot. */
class VexpressTest extends LinuxKernelTest {
    static final Asset DAY16 =
            Asset.of(
                    "https://qemu-advcal.gitlab.io/qac-best-of-multiarch/download/day16.tar.xz",
                    "63311adb2d4c4e7a73214a86d29988add87266a909719c56acfadd026b4110a7");

    @Test
    void bootsVexpressa9() {
        setMachine("vexpress-a9");
        archiveExtract(DAY16);
        launchKernel(
                scratchFile("day16/winter.zImage"),
                null,
                scratchFile("day16/vexpress-v2p-ca9.dtb"),
                "QEMU advent calendar");
    }
}
