package org.qemu.functional.tests.aarch64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.TuxRunBaselineTest;
import org.qemu.functional.asset.Asset;

/**
 * Proves that a TuxRun kernel boots to a login prompt, executes commands and halts on the machine
 * {@code virt}.
 */
class TuxrunTest extends TuxRunBaselineTest {
    static final Asset ARM64_KERNEL =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/arm64/Image",
                    "b74743c5e89e1cea0f73368d24ae0ae85c5204ff84be3b5e9610417417d2f235");
    static final Asset ARM64_ROOTFS =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/arm64/rootfs.ext4.zst",
                    "a1acaaae2068df4648d04ff75f532aaa8c5edcd6b936122b6f0db4848a07b465");
    static final Asset ARM64BE_KERNEL =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/arm64be/Image",
                    "fd6af4f16689d17a2c24fe0053cc212edcdf77abdcaf301800b8d38fa9f6e109");
    static final Asset ARM64BE_ROOTFS =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/arm64be/rootfs.ext4.zst",
                    "f5e9371b62701aab8dead52592ca7488c8a9e255c9be8d7635c7f30f477c2c21");

    @Test
    void bootsArm64() {
        setCpu("cortex-a57");
        boot(ARM64_KERNEL, ARM64_ROOTFS);
    }

    @Test
    void bootsArm64be() {
        setCpu("cortex-a57");
        boot(ARM64BE_KERNEL, ARM64BE_ROOTFS);
    }

    private void boot(Asset kernel, Asset rootfs) {
        setMachine("virt");
        requireAccelerator("tcg");
        console = "ttyAMA0";
        waitForShutdown = false;
        commonTuxrun(kernel, rootfs);
    }
}
