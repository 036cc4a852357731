package org.qemu.functional.tests.sh4eb;

import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code r2d} boot. */
class R2dTest extends LinuxKernelTest {
    static final Asset TGZ =
            Asset.of(
                    "https://landley.net/bin/mkroot/0.8.11/sh4eb.tgz",
                    "be8c6cb5aef8406899dc5aa5e22b6aa45840eb886cdd3ced51555c10577ada2c");

    @Test
    void bootsR2d() {
        setMachine("r2d");
        archiveExtract(TGZ);
        vm().addArgs("-append", "console=ttySC1 noiotrap");
        launchKernel(
                scratchFile("sh4eb/linux-kernel"),
                scratchFile("sh4eb/initramfs.cpio.gz"),
                null,
                1,
                "Type exit when done");
        execCommandAndWaitForPattern("exit", "Restarting system");
    }
}
