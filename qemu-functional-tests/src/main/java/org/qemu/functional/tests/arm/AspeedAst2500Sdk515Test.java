package org.qemu.functional.tests.arm;

import org.junit.jupiter.api.Test;
import org.qemu.functional.AspeedTest;
import org.qemu.functional.asset.Asset;

/**
 * Proves that version 11.01 of ASPEED's SDK with Linux 5.15 boots on the machine {@code
 * ast2500-evb}.
 */
class AspeedAst2500Sdk515Test extends AspeedTest {
    static final Asset SDK_V1101_515 =
            Asset.of(
                    "https://github.com/AspeedTech-BMC/openbmc/releases/download/v11.01/ast2500-default-515-obmc.tar.gz",
                    "b848ff620d2e9c83e2fb4736b4d1c39b82fdb041058cd42be42c3b177bf38eb9");

    @Test
    void bootsSdkV1101() {
        setMachine("ast2500-evb");
        doTestArmAspeedSdkLogin(
                archiveExtract(SDK_V1101_515).resolve("ast2500-default-515/image-bmc"));
    }
}
