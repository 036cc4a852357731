package org.qemu.functional.tests.ppc;

import org.junit.jupiter.api.Test;
import org.qemu.functional.TuxRunBaselineTest;
import org.qemu.functional.asset.Asset;

/**
 * Proves that a TuxRun kernel boots to a login prompt, executes commands and halts on the machine
 * {@code ppce500}.
 */
class TuxrunTest extends TuxRunBaselineTest {
    static final Asset PPC32_KERNEL =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/ppc32/uImage",
                    "aa5d81deabdb255a318c4bc5ffd6fdd2b5da1ef39f1955dcc35b671d258b68e9");
    static final Asset PPC32_ROOTFS =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/ppc32/rootfs.ext4.zst",
                    "67554f830269d6bf53b67c7dd206bcc821e463993d526b1644066fea8117019b");

    @Test
    void bootsPpc32() {
        setCpu("e500mc");
        setMachine("ppce500");
        waitForShutdown = false;
        commonTuxrun(PPC32_KERNEL, PPC32_ROOTFS, "virtio-blk-pci");
    }
}
