package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipUntrustedTest;

/** Proves that what is made for the machine {@code integratorcp} boots there. */
class IntegratorcpTest extends QemuSystemTest {
    static final Asset KERNEL =
            Asset.of(
                    "https://github.com/zayac/qemu-arm/raw/master/arm-test/kernel/zImage.integrator",
                    "26e7c7e8f943de785d95bd3c74d66451604a9b6a7a3d25dceb279e7548fd8e78");
    static final Asset INITRD =
            Asset.of(
                    "https://github.com/zayac/qemu-arm/raw/master/arm-test/kernel/arm_root.img",
                    "e187c27fb342ad148c7f33475fbed124933e0b3f4be8c74bc4f3426a4793373a");

    @Test
    @SkipUntrustedTest
    void bootsIntegratorcpConsole() {
        Path kernel = KERNEL.fetch();
        Path initrd = INITRD.fetch();
        setMachine("integratorcp");
        vm().setConsole();
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-initrd",
                        initrd,
                        "-append",
                        "printk.time=0 console=ttyAMA0");
        vm().launch();

        waitForConsolePattern("Log in as root");
    }
}
