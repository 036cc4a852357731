package org.qemu.functional.tests.i386;

import org.junit.jupiter.api.Test;
import org.qemu.functional.TuxRunBaselineTest;
import org.qemu.functional.asset.Asset;

/**
 * Proves that a TuxRun kernel boots to a login prompt, executes commands and halts on the machine
 * {@code q35}.
 */
class TuxrunTest extends TuxRunBaselineTest {
    static final Asset I386_KERNEL =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/i386/bzImage",
                    "47fb44e38e34101eb0f71a2a01742b959d40ed5fd67cefb5608a39be11d3b74e");
    static final Asset I386_ROOTFS =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/i386/rootfs.ext4.zst",
                    "a1a3b3b4c9dccd6475b58db95c107b468b736b700f6620985a8ed050a73d51c8");

    @Test
    void boots() {
        setCpu("coreduo");
        setMachine("q35");
        waitForShutdown = false;
        commonTuxrun(I386_KERNEL, I386_ROOTFS, "virtio-blk-pci");
    }
}
