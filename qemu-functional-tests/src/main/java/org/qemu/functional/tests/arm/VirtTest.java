package org.qemu.functional.tests.arm;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstallerTest;

/** Proves that Debian 12's installer boots on 32-bit virt; from its netboot package. */
class VirtTest extends DebianInstallerTest {
    static final Asset NETBOOT =
            Asset.of(
                    "debian:pool/main/d/debian-installer-netboot-images/debian-installer-12-netboot-armhf_20230607+deb12u15_all.deb",
                    "f4f19b367bb8eb0e973752f9650708af016aa0e5da2bd016e41974522b02718a");

    @Test
    void bootsDebianInstaller() {
        setMachine("virt");
        setCpu("cortex-a15");
        bootsToUserSpace(
                NETBOOT,
                IMAGES + "armhf/text/debian-installer/armhf/vmlinuz",
                IMAGES + "armhf/text/debian-installer/armhf/initrd.gz",
                "ttyAMA0",
                "Machine model: linux,dummy-virt");
    }
}
