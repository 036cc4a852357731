package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.AspeedTest;
import org.qemu.functional.asset.Asset;

/** Proves that BMC firmware boots on the machine {@code witherspoon-bmc}. */
class AspeedWitherspoonTest extends AspeedTest {
    static final Asset WITHERSPOON_FLASH =
            Asset.of(
                    "https://github.com/legoater/qemu-aspeed-boot/raw/master/images/witherspoon-bmc/openbmc-20240618035022/obmc-phosphor-image-witherspoon-20240618035022.ubi.mtd",
                    "937d9ed449ea6c6cbed983519088a42d0cafe276bcfe4fce07772ca6673f9213");

    @Test
    void bootsAst2500WitherspoonOpenbmc() {
        Path witherspoonFlash = WITHERSPOON_FLASH.fetch();
        doTestArmAspeedOpenbmc(
                "witherspoon-bmc", witherspoonFlash, "2016.07", "0x0", "AST2500 rev A1");
    }
}
