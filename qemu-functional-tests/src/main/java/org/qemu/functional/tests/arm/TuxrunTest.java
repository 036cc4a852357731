package org.qemu.functional.tests.arm;

import org.junit.jupiter.api.Test;
import org.qemu.functional.TuxRunBaselineTest;
import org.qemu.functional.asset.Asset;

/**
 * Proves that a TuxRun kernel boots to a login prompt, executes commands and halts on the machines
 * {@code versatilepb} and {@code virt}.
 */
class TuxrunTest extends TuxRunBaselineTest {
    static final Asset ARMV5_KERNEL =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/armv5/zImage",
                    "3931a3908dbcf0ec0fe292d035ffc4dfed95f797dedd4a59ccfcf7a46e6f92d4");
    static final Asset ARMV5_ROOTFS =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/armv5/rootfs.ext4.zst",
                    "60ff78b68c7021df378e4fc2d66d3b016484d1acc7e07fb8920c1d8e30f4571f");
    static final Asset ARMV5_DTB =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/armv5/versatile-pb.dtb",
                    "50988e69ef3f3b08bfb9146e8fe414129990029e8dfbed444953b7e14809530a");
    static final Asset ARMV7_KERNEL =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/armv7/zImage",
                    "1377bc3d90de5ce57ab17cd67429fe8b15c2e9964248c775c682b67e6299b991");
    static final Asset ARMV7_ROOTFS =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/armv7/rootfs.ext4.zst",
                    "ed2cbc69bd6b3fbd5cafb5ee961393c7cfbe726446f14301c67d6b1f28bfdb51");
    static final Asset ARMV7BE_KERNEL =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/armv7be/zImage",
                    "a244e6da99f1bbd254827ec7681bd4aac9eb1aa05aaebc6b15e5d289ebb683f3");
    static final Asset ARMV7BE_ROOTFS =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/armv7be/rootfs.ext4.zst",
                    "d4f9c57860a512163f30ecc69b2174d1a1bdeb853a43dc49a09cfcfe84e428ea");

    @Test
    void bootsArmv5() {
        setCpu("arm926");
        setMachine("versatilepb");
        console = "ttyAMA0";
        waitForShutdown = false;
        commonTuxrun(
                ARMV5_KERNEL,
                ARMV5_ROOTFS,
                ARMV5_DTB,
                "virtio-blk-pci",
                "reboot: System halted",
                0);
    }

    @Test
    void bootsArmv7() {
        setCpu("cortex-a15");
        boot(ARMV7_KERNEL, ARMV7_ROOTFS);
    }

    @Test
    void bootsArmv7be() {
        setCpu("cortex-a15");
        boot(ARMV7BE_KERNEL, ARMV7BE_ROOTFS);
    }

    private void boot(Asset kernel, Asset rootfs) {
        setMachine("virt");
        console = "ttyAMA0";
        waitForShutdown = false;
        commonTuxrun(kernel, rootfs);
    }
}
