package org.qemu.functional.tests.aarch64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code raspi4b} boot. */
class Raspi4Test extends LinuxKernelTest {
    static final Asset KERNEL_20190215 =
            Asset.of(
                    "http://archive.raspberrypi.org/debian/pool/main/r/raspberrypi-firmware/raspberrypi-kernel_1.20230106-1_arm64.deb",
                    "56d5713c8f6eee8a0d3f0e73600ec11391144fef318b08943e9abd94c0a9baf7");
    static final Asset INITRD =
            Asset.of(
                    "https://github.com/groeck/linux-build-test/raw/86b2be1384d41c8c388e63078a847f1e1c4cb1de/rootfs/arm64/rootfs.cpio.gz",
                    "7c0b16d1853772f6f4c3ca63e789b3b9ff4936efac9c8a01fb0c98c05c7a7648");

    @Test
    void bootsRaspi4() {
        Path kernel = archiveExtract(KERNEL_20190215, "boot/kernel8.img");
        Path dtb = archiveExtract(KERNEL_20190215, "boot/bcm2711-rpi-4-b.dtb");
        setMachine("raspi4b");
        vm().setConsole();
        String commandLine =
                KERNEL_COMMON_COMMAND_LINE
                        + "earlycon=pl011,mmio32,0xfe201000 console=ttyAMA0,115200 root=/dev/mmcblk1p2 rootwait dwc_otg.fiq_fsm_enable=0";
        vm().addArgs("-kernel", kernel, "-dtb", dtb, "-append", commandLine);
        vm().launch();

        waitForConsolePattern("Kernel command line: " + commandLine);
        waitForConsolePattern("Waiting for root device");
    }

    @Test
    void bootsRaspi4Initrd() {
        Path kernel = archiveExtract(KERNEL_20190215, "boot/kernel8.img");
        Path dtb = archiveExtract(KERNEL_20190215, "boot/bcm2711-rpi-4-b.dtb");
        Path initrd = uncompress(INITRD);
        setMachine("raspi4b");
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
                                + "earlycon=pl011,mmio32,0xfe201000 console=ttyAMA0,115200 panic=-1 noreboot dwc_otg.fiq_fsm_enable=0",
                        "-no-reboot");
        vm().launch();

        waitForConsolePattern("Boot successful.");
        execCommandAndWaitForPattern("cat /proc/cpuinfo", "BCM2835");
        execCommandAndWaitForPattern("cat /proc/iomem", "cprman@7e101000");
        execCommandAndWaitForPattern("halt", "reboot: System halted");
    }
}
