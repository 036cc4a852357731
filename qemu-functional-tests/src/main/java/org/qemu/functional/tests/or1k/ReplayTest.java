package org.qemu.functional.tests.or1k;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.ReplayKernelBase;
import org.qemu.functional.asset.Asset;

/** Proves that a recorded boot replays to its end on the machine {@code or1k-sim}. */
class ReplayTest extends ReplayKernelBase {
    static final Asset DAY20 =
            Asset.of(
                    "https://qemu-advcal.gitlab.io/qac-best-of-multiarch/download/day20.tar.xz",
                    "ff9d7dd7c6bdba325bd85ee85c02db61ff653e129558aeffe6aff55bffb6763a");

    @Test
    void replaysSim() {
        setMachine("or1k-sim");
        Path kernel = archiveExtract(DAY20, "day20/vmlinux");
        runRr(kernel, "printk.time=1 panic=-1 ", "QEMU advent calendar");
    }
}
