package org.qemu.functional.tests.x86_64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstallerTest;

/** Proves that Debian 12's installer boots on q35, started by SeaBIOS; from its netboot package. */
class Q35Test extends DebianInstallerTest {
    static final Asset NETBOOT =
            Asset.of(
                    "debian:pool/main/d/debian-installer-netboot-images/debian-installer-12-netboot-amd64_20230607+deb12u15_all.deb",
                    "499e4609976bfd47c1b3025382fb5dddeb023350921142b919c89c4d24bd7f9b");

    @Test
    void bootsDebianInstaller() {
        setMachine("q35");
        bootsToUserSpace(
                NETBOOT,
                IMAGES + "amd64/text/debian-installer/amd64/linux",
                IMAGES + "amd64/text/debian-installer/amd64/initrd.gz",
                "ttyS0",
                "DMI: QEMU Standard PC (Q35 + ICH9, 2009)");
    }
}
