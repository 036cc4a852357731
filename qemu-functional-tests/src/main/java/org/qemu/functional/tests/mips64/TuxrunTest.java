package org.qemu.functional.tests.mips64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.TuxRunBaselineTest;
import org.qemu.functional.asset.Asset;

/**
 * Proves that a TuxRun kernel boots to a login prompt, executes commands and halts on the machine
 * {@code malta}.
 */
class TuxrunTest extends TuxRunBaselineTest {
    static final Asset MIPS64_KERNEL =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/mips64/vmlinux",
                    "fe2882d216898ba2c56b49ba59f46ad392f36871f7fe325373cd926848b9dbdc");
    static final Asset MIPS64_ROOTFS =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/mips64/rootfs.ext4.zst",
                    "b8c98400216b6d4fb3b3ff05e9929aa015948b596cf0b82234813c84a4f7f4d5");

    @Test
    void boots() {
        setMachine("malta");
        root = "sda";
        waitForShutdown = false;
        commonTuxrun(MIPS64_KERNEL, MIPS64_ROOTFS, "driver=ide-hd,bus=ide.0,unit=0");
    }
}
