package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.AspeedTest;
import org.qemu.functional.asset.Asset;

/** Proves that BMC firmware boots on the machine {@code ast2500-evb}. */
class AspeedAst2500Test extends AspeedTest {
    static final Asset BR2_202411_AST2500_FLASH =
            Asset.of(
                    "https://github.com/legoater/qemu-aspeed-boot/raw/master/images/ast2500-evb/buildroot-2024.11/flash.img",
                    "641e6906c18c0f19a2aeb48099d66d4771929c361001d554d0d45c667413e13a");
    static final Asset SDK_V908_AST2500 =
            Asset.of(
                    "https://github.com/AspeedTech-BMC/openbmc/releases/download/v09.08/ast2500-default-obmc.tar.gz",
                    "c0a2ba169efd19be5eb77c50ec2a6afd9d826e196a0be3432f969fc72d4b7c0e");

    @Test
    void bootsAst2500EvbBuildroot() {
        setMachine("ast2500-evb");
        Path br2202411Ast2500Flash = BR2_202411_AST2500_FLASH.fetch();
        vm().addArgs("-device", "tmp105,bus=aspeed.i2c.bus.3,address=0x4d,id=tmp-test");
        doTestArmAspeedBuildrootStart(br2202411Ast2500Flash, "0x0", "ast2500-evb login:");
        doTestArmAspeedSensor(3, 1);
        doTestArmAspeedBuildrootPoweroff();
    }

    @Test
    void bootsAst2500EvbSdk() {
        setMachine("ast2500-evb");
        archiveExtract(SDK_V908_AST2500);
        doTestArmAspeedSdkStart(scratchFile("ast2500-default/image-bmc"));
        waitForConsolePattern("ast2500-default login:");
    }
}
