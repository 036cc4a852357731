package org.qemu.functional.tests.ppc64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/**
 * Proves that Debian 12's installer boots on pseries, by either firmware; from its netboot package.
 */
class PseriesTest extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.PPC64EL.netboot();

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
        bootsToUserSpace(DebianInstaller.PPC64EL, "Hardware name: IBM pSeries (emulated by qemu)");
    }
}
