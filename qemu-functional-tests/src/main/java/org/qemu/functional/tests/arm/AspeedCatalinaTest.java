package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.AspeedTest;
import org.qemu.functional.asset.Asset;

/** Proves that BMC firmware boots on the machine {@code catalina-bmc}. */
class AspeedCatalinaTest extends AspeedTest {
    static final Asset CATALINA_FLASH =
            Asset.of(
                    "https://github.com/legoater/qemu-aspeed-boot/raw/a866feb5ef81245b4827a214584bf6bcc72939f6/images/catalina-bmc/obmc-phosphor-image-catalina-20250619123021.static.mtd.xz",
                    "287402e1ba021991e06be1d098f509444a02a3d81a73a932f66528b159e864f9");

    @Test
    void bootsAst2600CatalinaOpenbmc() {
        Path catalinaFlashImage = uncompress(CATALINA_FLASH);
        doTestArmAspeedOpenbmc(
                "catalina-bmc", catalinaFlashImage, "2019.04", "0xf00", "AST2600 rev A3");
    }
}
