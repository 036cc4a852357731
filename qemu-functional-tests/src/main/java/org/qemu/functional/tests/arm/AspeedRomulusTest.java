package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.AspeedTest;
import org.qemu.functional.asset.Asset;

/** Proves that BMC firmware boots on the machine {@code romulus-bmc}. */
class AspeedRomulusTest extends AspeedTest {
    static final Asset ROMULUS_FLASH =
            Asset.of(
                    "https://github.com/legoater/qemu-aspeed-boot/raw/master/images/romulus-bmc/openbmc-20250128071340/obmc-phosphor-image-romulus-20250128071340.static.mtd",
                    "6d031376440c82ed9d087d25e9fa76aea75b42f80daa252ec402c0bc3cf6cf5b");

    @Test
    void bootsAst2500RomulusOpenbmc() {
        Path romulusFlash = ROMULUS_FLASH.fetch();
        doTestArmAspeedOpenbmc("romulus-bmc", romulusFlash);
    }
}
