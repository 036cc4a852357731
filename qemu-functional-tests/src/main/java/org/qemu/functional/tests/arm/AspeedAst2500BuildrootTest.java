package org.qemu.functional.tests.arm;

import org.junit.jupiter.api.Test;
import org.qemu.functional.AspeedTest;
import org.qemu.functional.asset.Asset;

/** Proves that Buildroot 2025.11 boots on the machine {@code ast2500-evb}. */
class AspeedAst2500BuildrootTest extends AspeedTest {
    static final Asset BR2_202511_AST2500_FLASH =
            Asset.of(
                    "https://github.com/legoater/qemu-aspeed-boot/raw/master/images/ast2500-evb/buildroot-2025.11/flash.img",
                    "31e5a8e280b982fb0e7c07eb71c94851002f99ac604dfe620e71a5d47cc87e78");

    @Test
    void bootsAst2500EvbBuildroot202511() {
        setMachine("ast2500-evb");
        vm().addArgs("-device", "tmp105,bus=aspeed.i2c.bus.3,address=0x4d,id=tmp-test");
        doTestArmAspeedBuildrootStart(
                BR2_202511_AST2500_FLASH.fetch(), "0x0", "ast2500-evb login:");
        doTestArmAspeedSensor(3, 1);
        doTestArmAspeedBuildrootPoweroff();
    }
}
