package org.qemu.functional.tests.or1k;

import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code or1k-sim} boot. */
class SimTest extends LinuxKernelTest {
    static final Asset DAY20 =
            Asset.of(
                    "https://qemu-advcal.gitlab.io/qac-best-of-multiarch/download/day20.tar.xz",
                    "ff9d7dd7c6bdba325bd85ee85c02db61ff653e129558aeffe6aff55bffb6763a");

    @Test
    void bootsSim() {
        setMachine("or1k-sim");
        archiveExtract(DAY20);
        vm().setConsole();
        vm().addArgs("-kernel", scratchFile("day20/vmlinux"));
        vm().launch();

        waitForConsolePattern("QEMU advent calendar");
    }
}
