package org.qemu.functional.tests.aarch64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/** Proves that Debian 12's installer boots on 64-bit virt; from its netboot package. */
class VirtTest extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.ARM64.netboot();

    @Test
    void bootsDebianInstaller() {
        setMachine("virt");
        setCpu("cortex-a57"); // the default is a 32-bit one
        bootsToUserSpace(DebianInstaller.ARM64, "Machine model: linux,dummy-virt");
    }
}
