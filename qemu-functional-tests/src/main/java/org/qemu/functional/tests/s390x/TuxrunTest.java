package org.qemu.functional.tests.s390x;

import org.junit.jupiter.api.Test;
import org.qemu.functional.TuxRunBaselineTest;
import org.qemu.functional.asset.Asset;

/**
 * Proves that a TuxRun kernel boots to a login prompt, executes commands and halts on the machine
 * {@code s390-ccw-virtio}.
 */
class TuxrunTest extends TuxRunBaselineTest {
    static final Asset S390X_KERNEL =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/s390/bzImage",
                    "ee67e91db52a2aed104a7c72b2a08987c678f8179c029626789c35d6dd0fedf1");
    static final Asset S390X_ROOTFS =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/s390/rootfs.ext4.zst",
                    "bff7971fc2fef56372d98afe4557b82fd0a785a241e44c29b058e577ad1bbb44");

    @Test
    void bootsS390() {
        setMachine("s390-ccw-virtio");
        waitForShutdown = false;
        commonTuxrun(
                S390X_KERNEL, S390X_ROOTFS, null, "virtio-blk-ccw", "Requesting system halt", 0);
    }
}
