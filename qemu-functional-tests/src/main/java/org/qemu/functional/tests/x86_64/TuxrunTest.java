package org.qemu.functional.tests.x86_64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.TuxRunBaselineTest;
import org.qemu.functional.asset.Asset;

/**
 * Proves that a TuxRun kernel boots to a login prompt, executes commands and halts on the machine
 * {@code q35}.
 */
class TuxrunTest extends TuxRunBaselineTest {
    static final Asset X86_64_KERNEL =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/x86_64/bzImage",
                    "f57bfc6553bcd6e0a54aab86095bf642b33b5571d14e3af1731b18c87ed5aef8");
    static final Asset X86_64_ROOTFS =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/x86_64/rootfs.ext4.zst",
                    "4b8b2a99117519c5290e1202cb36eb6c7aaba92b357b5160f5970cf5fb78a751");

    @Test
    void boots64() {
        setCpu("Nehalem");
        setMachine("q35");
        root = "sda";
        waitForShutdown = false;
        commonTuxrun(X86_64_KERNEL, X86_64_ROOTFS, "driver=ide-hd,bus=ide.0,unit=0");
    }
}
