package org.qemu.functional.tests.arm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipUntrustedTest;
import org.qemu.functional.screen.Screenshot;

/** Proves that images for the machine {@code integratorcp} boot. */
class IntegratorcpTest extends QemuSystemTest {
    static final Asset KERNEL =
            Asset.of(
                    "https://github.com/zayac/qemu-arm/raw/master/arm-test/kernel/zImage.integrator",
                    "26e7c7e8f943de785d95bd3c74d66451604a9b6a7a3d25dceb279e7548fd8e78");
    static final Asset INITRD =
            Asset.of(
                    "https://github.com/zayac/qemu-arm/raw/master/arm-test/kernel/arm_root.img",
                    "e187c27fb342ad148c7f33475fbed124933e0b3f4be8c74bc4f3426a4793373a");

    static final Asset TUX =
            Asset.of(
                    "https://github.com/torvalds/linux/raw/v2.6.12/drivers/video/logo/logo_linux_vga16.ppm",
                    "b762f0d91ec018887ad1b334543c2fdf9be9fdfc87672b409211efaa3ea0ef79");

    /** The tolerance for each color, because pixels have 16 bits, and for a few pixels more. */
    private static final int TOLERANCE = 12;

    private static final double SHARE = 0.08;

    @Test
    @SkipUntrustedTest
    void showsTux() {
        Screenshot tux = Screenshot.read(TUX.fetch());
        boot();
        waitForConsolePattern("Console: switching to colour frame buffer device");
        vm().monitor().pause();
        assertTrue(screendump().find(tux, SHARE, TOLERANCE).isPresent(), "no Tux");
    }

    @Test
    @SkipUntrustedTest
    void bootsIntegratorcpConsole() {
        boot();
        waitForConsolePattern("Log in as root");
    }

    private void boot() {
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
    }
}
