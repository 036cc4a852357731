package org.qemu.functional.tests.i386;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.ReplayKernelBase;
import org.qemu.functional.asset.Asset;

/** Proves that a recorded boot replays to its end on the machine {@code pc}. */
class ReplayTest extends ReplayKernelBase {
    static final Asset KERNEL =
            Asset.of(
                    "https://storage.tuxboot.com/20230331/i386/bzImage",
                    "a3e5b32a354729e65910f5a1ffcda7c14a6c12a55e8213fb86e277f1b76ed956");

    @Test
    void replaysPc() {
        setMachine("pc");
        Path kernel = KERNEL.fetch();
        runRr(
                kernel,
                KERNEL_COMMON_COMMAND_LINE + "console=ttyS0",
                "VFS: Cannot open root device",
                5);
    }
}
