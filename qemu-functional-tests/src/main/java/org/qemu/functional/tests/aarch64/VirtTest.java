package org.qemu.functional.tests.aarch64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstallerTest;

/** Proves that Debian 12's installer boots on 64-bit virt; from its netboot package. */
class VirtTest extends DebianInstallerTest {
    static final Asset NETBOOT =
            Asset.of(
                    "debian:pool/main/d/debian-installer-netboot-images/debian-installer-12-netboot-arm64_20230607+deb12u15_all.deb",
                    "bed5bc20d8f0234fa831cce4dc4ca6ae1647ddabbddeee7c112ca479e181ad17");

    @Test
    void bootsDebianInstaller() {
        setMachine("virt");
        setCpu("cortex-a57"); // the default is a 32-bit one
        bootsToUserSpace(
                NETBOOT,
                IMAGES + "arm64/text/debian-installer/arm64/linux",
                IMAGES + "arm64/text/debian-installer/arm64/initrd.gz",
                "ttyAMA0",
                "Machine model: linux,dummy-virt");
    }
}
