package org.qemu.functional.tests.xtensa;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.ReplayKernelBase;
import org.qemu.functional.asset.Asset;

/** Proves that a recorded boot replays to its end on the machine {@code lx60}. */
class ReplayTest extends ReplayKernelBase {
    static final Asset DAY02 =
            Asset.of(
                    "https://qemu-advcal.gitlab.io/qac-best-of-multiarch/download/day02.tar.xz",
                    "68ff07f9b3fd3df36d015eb46299ba44748e94bfbb2d5295fddc1a8d4a9fd324");

    @Test
    void replaysReplay() {
        setCpu("dc233c");
        setMachine("lx60");
        Path kernel = archiveExtract(DAY02, "day02/santas-sleigh-ride.elf");
        runRr(kernel, "printk.time=1 panic=-1 ", "QEMU advent calendar");
    }
}
