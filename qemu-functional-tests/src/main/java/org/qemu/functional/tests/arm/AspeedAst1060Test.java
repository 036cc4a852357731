package org.qemu.functional.tests.arm;

import org.junit.jupiter.api.Test;
import org.qemu.functional.AspeedTest;
import org.qemu.functional.asset.Asset;

/** Proves that firmware for a root of trust boots on the machine {@code ast1060-evb}. */
class AspeedAst1060Test extends AspeedTest {
    static final Asset PROT_3_05 =
            Asset.of(
                    "https://github.com/AspeedTech-BMC/aspeed-zephyr-project/releases/download/v03.05/ast1060_prot_v03.05.tgz",
                    "63b36d7420290726ca80477de254474b7cb79539a42819bb1fe2665d598dadb5");

    private static final String KERNEL = "ast1060_prot/zephyr.bin";

    @Test
    void bootsAst1060Prot305() {
        setMachine("ast1060-evb");
        doTestArmAspeedZephyr(archiveExtract(PROT_3_05, KERNEL), "Booting Zephyr OS");
    }

    @Test
    void bootsAst1060OtpBlockdevDevice() {
        setMachine("ast1060-evb");
        doTestArmAspeedZephyrOtp(archiveExtract(PROT_3_05, KERNEL));
    }
}
