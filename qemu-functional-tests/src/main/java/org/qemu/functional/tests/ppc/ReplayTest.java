package org.qemu.functional.tests.ppc;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.ReplayKernelBase;
import org.qemu.functional.asset.Asset;

/**
 * Proves that a recorded boot replays to its end on the machines {@code g3beige} and {@code mac99}.
 */
class ReplayTest extends ReplayKernelBase {
    static final Asset DAY15 =
            Asset.of(
                    "https://qemu-advcal.gitlab.io/qac-best-of-multiarch/download/day15.tar.xz",
                    "03e0757c131d2959decf293a3572d3b96c5a53587165bf05ce41b2818a2bccd5");

    @Test
    void replaysG3beige() {
        replay("g3beige");
    }

    @Test
    void replaysMac99() {
        replay("mac99");
    }

    private void replay(String machine) {
        setMachine(machine);
        requireAccelerator("tcg");
        Path kernel = archiveExtract(DAY15, "day15/invaders.elf");
        runRr(kernel, "printk.time=1 panic=-1 ", "QEMU advent calendar", 7, "-M", "graphics=off");
    }
}
