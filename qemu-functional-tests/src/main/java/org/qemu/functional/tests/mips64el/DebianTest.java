package org.qemu.functional.tests.mips64el;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/** Proves that the netboot package of Debian 12's installer boots on a 64-bit Malta. */
class DebianTest extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.MIPS64EL.netboot();

    @Test
    void bootsOnMalta() {
        setMachine("malta");
        setCpu("5KEf");
        bootsToUserSpace(DebianInstaller.MIPS64EL, "MIPS: machine is mti,malta");
    }
}
