package org.qemu.functional.tests.mipsel;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstallerTest;

/** Proves that Debian 12's installer boots on a little-endian Malta; from its netboot package. */
class MaltaTest extends DebianInstallerTest {
    static final Asset NETBOOT =
            Asset.of(
                    "debian:pool/main/d/debian-installer-netboot-images/debian-installer-12-netboot-mipsel_20230607+deb12u15_all.deb",
                    "6bb17f27b36cbc98e81c1e4df60028b4ffeb13881d02c73f7e55f9e4c6f45838");

    @Test
    void bootsDebianInstaller() {
        setMachine("malta");
        bootsToUserSpace(
                NETBOOT,
                IMAGES + "mipsel/malta/vmlinuz-6.1.0-50-4kc-malta",
                IMAGES + "mipsel/malta/initrd.gz",
                "ttyS0",
                "MIPS: machine is mti,malta");
    }
}
