package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.AspeedTest;
import org.qemu.functional.asset.Asset;

/** Proves that BMC firmware boots on the machine {@code gb200nvl-bmc}. */
class AspeedGb200nvlBmcTest extends AspeedTest {
    static final Asset GB200_FLASH =
            Asset.of(
                    "https://github.com/legoater/qemu-aspeed-boot/raw/refs/heads/master/images/gb200nvl-bmc/openbmc-20250702182348/obmc-phosphor-image-gb200nvl-obmc-20250702182348.static.mtd.xz",
                    "b84819317cb3dc762895ad507705978ef000bfc77c50c33a63bdd37921db0dbc");

    @Test
    void bootsAspeedGb200Openbmc() {
        Path gb200FlashImage = uncompress(GB200_FLASH);
        doTestArmAspeedOpenbmc(
                "gb200nvl-bmc", gb200FlashImage, "2019.04", "0xf00", "AST2600 rev A3");
    }
}
