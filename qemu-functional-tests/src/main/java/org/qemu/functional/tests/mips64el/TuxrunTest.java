package org.qemu.functional.tests.mips64el;

import org.junit.jupiter.api.Test;
import org.qemu.functional.TuxRunBaselineTest;
import org.qemu.functional.asset.Asset;

/**
 * Proves that a TuxRun kernel boots to a login prompt, executes commands and halts on the machine
 * {@code malta}.
 */
class TuxrunTest extends TuxRunBaselineTest {
    static final Asset MIPS64EL_KERNEL =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/mips64el/vmlinux",
                    "0d2829a96f005229839c4cd586d4d8a136ea4b488d29821611c8e97f2266bfa9");
    static final Asset MIPS64EL_ROOTFS =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/mips64el/rootfs.ext4.zst",
                    "69c8b69a4f1582ce4c6f01a994968f5d73bffb2fc99cbeeeb26c8b5a28eaeb84");

    @Test
    void boots() {
        setMachine("malta");
        root = "sda";
        waitForShutdown = false;
        commonTuxrun(MIPS64EL_KERNEL, MIPS64EL_ROOTFS, "driver=ide-hd,bus=ide.0,unit=0");
    }
}
