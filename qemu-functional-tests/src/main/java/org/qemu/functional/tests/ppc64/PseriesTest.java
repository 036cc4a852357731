package org.qemu.functional.tests.ppc64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstallerTest;

/**
 * Proves that Debian 12's installer boots on pseries, by either firmware; from its netboot package.
 */
class PseriesTest extends DebianInstallerTest {
    static final Asset NETBOOT =
            Asset.of(
                    "debian:pool/main/d/debian-installer-netboot-images/debian-installer-12-netboot-ppc64el_20230607+deb12u15_all.deb",
                    "548e3872d0c9de9ca336fb16891453aed0418a3bb205f947727f49e70054f6a8");

    @Test
    void bootsDebianInstallerThroughSlof() {
        setMachine("pseries");
        bootsDebianInstaller();
    }

    @Test
    void bootsDebianInstallerThroughVof() {
        setMachine("pseries");
        vm().addArgs("-machine", "x-vof=on");
        bootsDebianInstaller();
    }

    private void bootsDebianInstaller() {
        bootsToUserSpace(
                NETBOOT,
                IMAGES + "ppc64el/text/debian-installer/ppc64el/vmlinux",
                IMAGES + "ppc64el/text/debian-installer/ppc64el/initrd.gz",
                "hvc0",
                "Hardware name: IBM pSeries (emulated by qemu)");
    }
}
