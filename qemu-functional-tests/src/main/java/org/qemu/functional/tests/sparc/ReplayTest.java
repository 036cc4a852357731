package org.qemu.functional.tests.sparc;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.ReplayKernelBase;
import org.qemu.functional.asset.Asset;

/** Proves that a recorded boot replays to its end on the machine {@code SS-10}. */
class ReplayTest extends ReplayKernelBase {
    static final Asset DAY11 =
            Asset.of(
                    "https://qemu-advcal.gitlab.io/qac-best-of-multiarch/download/day11.tar.xz",
                    "c776533ba756bf4dd3f1fc4c024fb50ef0d853e05c5f5ddf0900a32d1eaa49e0");

    @Test
    void replaysReplay() {
        setMachine("SS-10");
        Path kernel = archiveExtract(DAY11, "day11/zImage.elf");
        runRr(kernel, "printk.time=1 panic=-1 ", "QEMU advent calendar");
    }
}
