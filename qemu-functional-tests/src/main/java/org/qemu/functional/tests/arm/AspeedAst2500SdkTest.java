package org.qemu.functional.tests.arm;

import org.junit.jupiter.api.Test;
import org.qemu.functional.AspeedTest;
import org.qemu.functional.asset.Asset;

/** Proves that version 11.01 of ASPEED's SDK boots on the machine {@code ast2500-evb}. */
class AspeedAst2500SdkTest extends AspeedTest {
    static final Asset SDK_V1101 =
            Asset.of(
                    "https://github.com/AspeedTech-BMC/openbmc/releases/download/v11.01/ast2500-default-obmc.tar.gz",
                    "3faa1188198da2216837be4b53861c483a58c3ad63784089720bf8421e157da1");

    @Test
    void bootsSdkV1101() {
        setMachine("ast2500-evb");
        doTestArmAspeedSdkLogin(archiveExtract(SDK_V1101).resolve("ast2500-default/image-bmc"));
    }
}
