package org.qemu.functional.tests.x86_64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/** Proves that SeaBIOS boots the netboot package of Debian 12's installer on q35. */
class Q35Test extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.AMD64.netboot();

    @Test
    void bootsDebianInstaller() {
        setMachine("q35");
        bootsToUserSpace(DebianInstaller.AMD64, "DMI: QEMU Standard PC (Q35 + ICH9, 2009)");
    }
}
