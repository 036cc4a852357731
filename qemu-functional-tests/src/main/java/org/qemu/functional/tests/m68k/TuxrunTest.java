package org.qemu.functional.tests.m68k;

import org.junit.jupiter.api.Test;
import org.qemu.functional.TuxRunBaselineTest;
import org.qemu.functional.asset.Asset;

/**
 * Proves that a TuxRun kernel boots to a login prompt, executes commands and halts on the machine
 * {@code virt}.
 */
class TuxrunTest extends TuxRunBaselineTest {
    static final Asset M68K_KERNEL =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/m68k/vmlinux",
                    "7754e1d5cec753ccf1dc6894729a7f54c1a4965631ebf56df8e4ce1163ad19d8");
    static final Asset M68K_ROOTFS =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/m68k/rootfs.ext4.zst",
                    "557962ffff265607912e82232cf21adbe0e4e5a88e1e1d411ce848c37f0213e9");

    @Test
    void boots() {
        setCpu("m68040");
        setMachine("virt");
        commonTuxrun(M68K_KERNEL, M68K_ROOTFS);
    }
}
