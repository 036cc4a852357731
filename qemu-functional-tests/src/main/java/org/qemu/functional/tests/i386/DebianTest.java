package org.qemu.functional.tests.i386;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/** Proves that the netboot package of Debian 12's installer boots on 32-bit PCs. */
class DebianTest extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.I386.netboot();

    @Test
    void bootsOnPc() {
        setMachine("pc");
        bootsToUserSpace(DebianInstaller.I386, "DMI: QEMU Standard PC (i440FX + PIIX, 1996)");
    }

    @Test
    void bootsOnQ35() {
        setMachine("q35");
        bootsToUserSpace(DebianInstaller.I386, "DMI: QEMU Standard PC (Q35 + ICH9, 2009)");
    }
}
