package org.qemu.functional.tests.microblaze;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.ReplayKernelBase;
import org.qemu.functional.asset.Asset;

/** Proves that a recorded boot replays to its end on the machine {@code petalogix-s3adsp1800}. */
class ReplayTest extends ReplayKernelBase {
    static final Asset DAY17 =
            Asset.of(
                    "https://qemu-advcal.gitlab.io/qac-best-of-multiarch/download/day17.tar.xz",
                    "3ba7439dfbea7af4876662c97f8e1f0cdad9231fc166e4861d17042489270057");

    @Test
    void replaysS3adsp1800() {
        setMachine("petalogix-s3adsp1800");
        Path kernel = archiveExtract(DAY17, "day17/ballerina.bin");
        runRr(kernel, "printk.time=1 panic=-1 ", "QEMU advent calendar");
    }
}
