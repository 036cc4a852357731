package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.AspeedTest;
import org.qemu.functional.asset.Asset;

/** Proves that BMC firmware boots on the machine {@code palmetto-bmc}. */
class AspeedPalmettoTest extends AspeedTest {
    static final Asset PALMETTO_FLASH =
            Asset.of(
                    "https://github.com/legoater/qemu-aspeed-boot/raw/master/images/palmetto-bmc/openbmc-20250128071432/obmc-phosphor-image-palmetto-20250128071432.static.mtd",
                    "bce7c392eec75c707a91cfc8fad7ca9a69d7e4f10df936930d65c1cb9897ac81");

    @Test
    void bootsAst2400PalmettoOpenbmc() {
        Path palmettoFlash = PALMETTO_FLASH.fetch();
        doTestArmAspeedOpenbmc("palmetto-bmc", palmettoFlash, "2019.04", "0x0", "AST2400 rev A1");
    }
}
