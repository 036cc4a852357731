package org.qemu.functional.tests.arm;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/** Proves that Debian 12's installer boots on 32-bit virt; from its netboot package. */
class VirtTest extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.ARMHF.netboot();

    @Test
    void bootsDebianInstaller() {
        setMachine("virt");
        setCpu("cortex-a15");
        bootsToUserSpace(DebianInstaller.ARMHF, "Machine model: linux,dummy-virt");
    }
}
