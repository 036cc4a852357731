package org.qemu.functional.tests.aarch64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/** Proves that a 64-bit CPU whose 64-bit state is disabled runs Debian's 32-bit installer. */
class LinuxAarch64OffTest extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.ARMHF.netboot();

    @Test
    void bootsDebianInstaller() {
        requireAccelerator("tcg");
        requireVersion("11.1", "supports aarch64=off only with KVM");
        setMachine("virt");
        vm().addArgs("-cpu", "max,aarch64=off");
        bootsToUserSpace(DebianInstaller.ARMHF, "Machine model: linux,dummy-virt");
    }
}
