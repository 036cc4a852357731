package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code raspi2b} boot. */
class Raspi2Test extends LinuxKernelTest {
    static final Asset KERNEL_20190215 =
            Asset.of(
                    "http://archive.raspberrypi.org/debian/pool/main/r/raspberrypi-firmware/raspberrypi-kernel_1.20190215-1_armhf.deb",
                    "9f1759f7228113da24f5ee2aa6312946ec09a83e076aba9406c46ff776dfb291");
    static final Asset INITRD =
            Asset.of(
                    "https://github.com/groeck/linux-build-test/raw/2eb0a73b5d5a28df3170c546ddaaa9757e1e0848/rootfs/arm/rootfs-armv7a.cpio.gz",
                    "2c8dbdb16ea7af2dfbcbea96044dde639fb07d09fd3c4fb31f2027ef71e55ddd");

    @Test
    void bootsRaspi2Uart0() {
        Path kernel = archiveExtract(KERNEL_20190215, "boot/kernel7.img");
        Path dtb = archiveExtract(KERNEL_20190215, "boot/bcm2709-rpi-2-b.dtb");
        setMachine("raspi2b");
        vm().setConsole();
        String commandLine =
                KERNEL_COMMON_COMMAND_LINE
                        + "earlycon=pl011,0x3f201000 console=ttyAMA0 root=/dev/mmcblk0p2 rootwait dwc_otg.fiq_fsm_enable=0";
        vm().addArgs("-kernel", kernel, "-dtb", dtb, "-append", commandLine, "-device", "usb-kbd");
        vm().launch();

        waitForConsolePattern("Kernel command line: " + commandLine);
        waitForConsolePattern("Product: QEMU USB Keyboard");
    }

    @Test
    void bootsRaspi2Initrd() {
        Path kernel = archiveExtract(KERNEL_20190215, "boot/kernel7.img");
        Path dtb = archiveExtract(KERNEL_20190215, "boot/bcm2709-rpi-2-b.dtb");
        Path initrd = uncompress(INITRD);
        setMachine("raspi2b");
        vm().setConsole();
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-dtb",
                        dtb,
                        "-initrd",
                        initrd,
                        "-append",
                        KERNEL_COMMON_COMMAND_LINE
                                + "earlycon=pl011,0x3f201000 console=ttyAMA0 panic=-1 noreboot dwc_otg.fiq_fsm_enable=0",
                        "-no-reboot");
        vm().launch();

        waitForConsolePattern("Boot successful.");
        execCommandAndWaitForPattern("cat /proc/cpuinfo", "BCM2835");
        execCommandAndWaitForPattern("cat /proc/iomem", "/soc/cprman@7e101000");
        execCommandAndWaitForPattern("halt", "reboot: System halted");
        vm().waitForExit();
    }
}
