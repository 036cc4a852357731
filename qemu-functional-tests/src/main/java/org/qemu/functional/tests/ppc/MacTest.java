package org.qemu.functional.tests.ppc;

import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machines {@code g3beige} and {@code mac99} boot. */
class MacTest extends LinuxKernelTest {
    static final Asset DAY15 =
            Asset.of(
                    "https://qemu-advcal.gitlab.io/qac-best-of-multiarch/download/day15.tar.xz",
                    "03e0757c131d2959decf293a3572d3b96c5a53587165bf05ce41b2818a2bccd5");

    @Test
    void bootsG3beige() {
        boot("g3beige");
    }

    @Test
    void bootsMac99() {
        boot("mac99");
    }

    private void boot(String machine) {
        setMachine(machine);
        requireAccelerator("tcg");
        archiveExtract(DAY15);
        vm().addArgs("-M", "graphics=off");
        launchKernel(scratchFile("day15/invaders.elf"), null, null, "QEMU advent calendar");
    }
}
