package org.qemu.functional.tests.mipsel;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/** Proves that the netboot package of Debian 12's installer boots on a little-endian Malta. */
class DebianTest extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.MIPSEL.netboot();

    @Test
    void bootsDebianInstaller() {
        setMachine("malta");
        bootsToUserSpace(DebianInstaller.MIPSEL, "MIPS: machine is mti,malta");
    }
}
