package org.qemu.functional.tests.arm;

import org.junit.jupiter.api.Test;
import org.qemu.functional.AspeedTest;
import org.qemu.functional.asset.Asset;

/** Proves that BMC firmware boots on the machine {@code anacapa-bmc}. */
class AspeedAnacapaTest extends AspeedTest {
    static final Asset ANACAPA_FLASH =
            Asset.of(
                    "https://github.com/legoater/qemu-aspeed-boot/raw/refs/heads/master/images/anacapa-bmc/openbmc-20260616025349/obmc-phosphor-image-anacapa-20260616025349.static.mtd.xz",
                    "de3841fb6ed3085aec6424358ee6efc4b8ee85688361e5aa1987fd1acb7d3fb4");

    @Test
    void bootsAst2600AnacapaOpenbmc() {
        doTestArmAspeedOpenbmc(
                "anacapa-bmc", uncompress(ANACAPA_FLASH), "2019.04", "0xf00", "AST2600 rev A3");
    }
}
