package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.AspeedTest;
import org.qemu.functional.asset.Asset;

/** Proves that BMC firmware boots on the machine {@code bletchley-bmc}. */
class AspeedBletchleyTest extends AspeedTest {
    static final Asset BLETCHLEY_FLASH =
            Asset.of(
                    "https://github.com/legoater/qemu-aspeed-boot/raw/master/images/bletchley-bmc/openbmc-20250128071329/obmc-phosphor-image-bletchley-20250128071329.static.mtd.xz",
                    "db21d04d47d7bb2a276f59d308614b4dfb70b9c7c81facbbca40a3977a2d8844");

    @Test
    void bootsAst2600BletchleyOpenbmc() {
        Path bletchleyFlashImage = uncompress(BLETCHLEY_FLASH);
        doTestArmAspeedOpenbmc(
                "bletchley-bmc", bletchleyFlashImage, "2019.04", "0xf00", "AST2600 rev A3");
    }
}
