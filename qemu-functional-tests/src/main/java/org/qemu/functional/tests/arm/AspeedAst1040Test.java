package org.qemu.functional.tests.arm;

import org.junit.jupiter.api.Test;
import org.qemu.functional.AspeedTest;
import org.qemu.functional.asset.Asset;

/** Proves that BMC firmware boots on the machine {@code ast1040-evb}. */
class AspeedAst1040Test extends AspeedTest {
    static final Asset ZEPHYR_3_07 =
            Asset.of(
                    "https://github.com/AspeedTech-BMC/zephyr/releases/download/v00.03.07/ast1040-evb-demo.zip",
                    "b5189797c22c2d732ddc27670c1efdeba821a2747c9c7434f190791125baa121");

    @Test
    void bootsAst1040Zephyros() {
        setMachine("ast1040-evb");
        doTestArmAspeedZephyr(archiveExtract(ZEPHYR_3_07, "zephyr.bin"), "uart:~$");
    }
}
