package org.qemu.functional.tests.sparc64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.TuxRunBaselineTest;
import org.qemu.functional.asset.Asset;

/**
 * Proves that a TuxRun kernel boots to a login prompt, executes commands and halts on the machine
 * {@code sun4u}.
 */
class TuxrunTest extends TuxRunBaselineTest {
    static final Asset SPARC64_KERNEL =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/sparc64/vmlinux",
                    "a04cfb2e70a264051d161fdd93aabf4b2a9472f2e435c14ed18c5848c5fed261");
    static final Asset SPARC64_ROOTFS =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/sparc64/rootfs.ext4.zst",
                    "479c3dc104c82b68be55e2c0c5c38cd473d0b37ad4badccde4775bb88ce34611");

    @Test
    void boots() {
        setMachine("sun4u");
        root = "sda";
        waitForShutdown = false;
        commonTuxrun(SPARC64_KERNEL, SPARC64_ROOTFS, "driver=ide-hd,bus=ide.0,unit=0");
    }
}
