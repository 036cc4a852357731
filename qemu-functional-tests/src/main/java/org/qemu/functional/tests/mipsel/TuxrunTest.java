package org.qemu.functional.tests.mipsel;

import org.junit.jupiter.api.Test;
import org.qemu.functional.TuxRunBaselineTest;
import org.qemu.functional.asset.Asset;

/**
 * Proves that a TuxRun kernel boots to a login prompt, executes commands and halts on the machine
 * {@code malta}.
 */
class TuxrunTest extends TuxRunBaselineTest {
    static final Asset MIPSEL_KERNEL =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/mips32el/vmlinux",
                    "660dd8c7a6ca7a32d37b4e6348865532ab0edb66802e8cc07869338444cf4929");
    static final Asset MIPSEL_ROOTFS =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/mips32el/rootfs.ext4.zst",
                    "c5d69542bcaed54a4f34671671eb4be5c608ee02671d4d0436544367816a73b1");

    @Test
    void bootsMips32el() {
        setCpu("mips32r6-generic");
        setMachine("malta");
        root = "sda";
        waitForShutdown = false;
        commonTuxrun(MIPSEL_KERNEL, MIPSEL_ROOTFS, "driver=ide-hd,bus=ide.0,unit=0");
    }
}
