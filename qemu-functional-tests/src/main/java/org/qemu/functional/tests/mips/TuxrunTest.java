package org.qemu.functional.tests.mips;

import org.junit.jupiter.api.Test;
import org.qemu.functional.TuxRunBaselineTest;
import org.qemu.functional.asset.Asset;

/**
 * Proves that a TuxRun kernel boots to a login prompt, executes commands and halts on the machine
 * {@code malta}.
 */
class TuxrunTest extends TuxRunBaselineTest {
    static final Asset MIPS_KERNEL =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/mips32/vmlinux",
                    "b6f97fc698ae8c96456ad8c996c7454228074df0d7520dedd0a15e2913700a19");
    static final Asset MIPS_ROOTFS =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/mips32/rootfs.ext4.zst",
                    "87055cf3cbde3fd134e5039e7b87feb03231d8c4b21ee712b8ba3308dfa72f50");

    @Test
    void bootsMips32() {
        setCpu("mips32r6-generic");
        setMachine("malta");
        root = "sda";
        waitForShutdown = false;
        commonTuxrun(MIPS_KERNEL, MIPS_ROOTFS, "driver=ide-hd,bus=ide.0,unit=0");
    }
}
