package org.qemu.functional.tests.arm;

import org.junit.jupiter.api.Test;
import org.qemu.functional.AspeedTest;
import org.qemu.functional.asset.Asset;

/**
 * Proves that version 11.01 of ASPEED's SDK with Linux 5.15 boots on the machine {@code
 * ast2600-evb}.
 */
class AspeedAst2600Sdk515Test extends AspeedTest {
    static final Asset SDK_V1101_515 =
            Asset.of(
                    "https://github.com/AspeedTech-BMC/openbmc/releases/download/v11.01/ast2600-default-515-image.tar.gz",
                    "f3ccf1c08db71cf891637fc73131b80b2c0c0e005c06d5dcae0cf74fc458b43c");

    @Test
    void bootsSdkV1101() {
        setMachine("ast2600-evb");
        doTestArmAspeedSdkLogin(
                archiveExtract(SDK_V1101_515).resolve("ast2600-default-515-image/image-bmc"));
    }
}
