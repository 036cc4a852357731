package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipBigDataTest;
import org.qemu.functional.image.ImageFiles;

/** Proves that what is made for the machine {@code cubieboard} boots there. */
class CubieboardTest extends LinuxKernelTest {
    static final Asset DEB =
            Asset.of(
                    "https://apt.armbian.com/pool/main/l/linux-6.6.16/linux-image-current-sunxi_24.2.1_armhf__6.6.16-Seb3e-D6b4a-P2359-Ce96bHfe66-HK01ba-V014b-B067e-R448a.deb",
                    "3d968c15b121ede871dce49d13ee7644d6f74b6b121b84c9a40f51b0c80d6d22");
    static final Asset INITRD =
            Asset.of(
                    "https://github.com/groeck/linux-build-test/raw/2eb0a73b5d5a28df3170c546ddaaa9757e1e0848/rootfs/arm/rootfs-armv5.cpio.gz",
                    "334b8d256db67a3f2b3ad070aa08b5ade39624e0e7e35b02f4359a577bc8f39b");
    static final Asset SATA_ROOTFS =
            Asset.of(
                    "https://github.com/groeck/linux-build-test/raw/2eb0a73b5d5a28df3170c546ddaaa9757e1e0848/rootfs/arm/rootfs-armv5.ext2.gz",
                    "17fc750da568580b39372133051ef2f0a963c0c0b369b845614442d025701745");
    static final Asset OPENWRT =
            Asset.of(
                    "https://downloads.openwrt.org/releases/22.03.2/targets/sunxi/cortexa8/openwrt-22.03.2-sunxi-cortexa8-cubietech_a10-cubieboard-ext4-sdcard.img.gz",
                    "94b5ecbfbc0b3b56276e5146b899eafa2ac5dc2d08733d6705af9f144f39f554");

    @Test
    void bootsCubieboardInitrd() {
        setMachine("cubieboard");
        Path kernel = archiveExtract(DEB, "boot/vmlinuz-6.6.16-current-sunxi");
        Path dtb =
                archiveExtract(
                        DEB, "usr/lib/linux-image-6.6.16-current-sunxi/sun4i-a10-cubieboard.dtb");
        Path initrd = uncompress(INITRD);
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
                                + "console=ttyS0,115200 usbcore.nousb panic=-1 noreboot",
                        "-no-reboot");
        vm().launch();

        waitForConsolePattern("Boot successful.");
        execCommandAndWaitForPattern("cat /proc/cpuinfo", "Allwinner sun4i/sun5i");
        execCommandAndWaitForPattern("cat /proc/iomem", "system-control@1c00000");
        execCommandAndWaitForPattern("reboot", "reboot: Restarting system");
        vm().waitForExit();
    }

    @Test
    void bootsCubieboardSata() {
        setMachine("cubieboard");
        Path kernel = archiveExtract(DEB, "boot/vmlinuz-6.6.16-current-sunxi");
        Path dtb =
                archiveExtract(
                        DEB, "usr/lib/linux-image-6.6.16-current-sunxi/sun4i-a10-cubieboard.dtb");
        Path image = uncompress(SATA_ROOTFS);
        vm().setConsole();
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-dtb",
                        dtb,
                        "-drive",
                        "if=none,format=raw,id=disk0,file=" + image,
                        "-device",
                        "ide-hd,bus=ide.0,drive=disk0",
                        "-append",
                        KERNEL_COMMON_COMMAND_LINE
                                + "console=ttyS0,115200 usbcore.nousb root=/dev/sda ro panic=-1 noreboot",
                        "-no-reboot");
        vm().launch();

        waitForConsolePattern("Boot successful.");
        execCommandAndWaitForPattern("cat /proc/cpuinfo", "Allwinner sun4i/sun5i");
        execCommandAndWaitForPattern("cat /proc/partitions", "sda");
        execCommandAndWaitForPattern("reboot", "reboot: Restarting system");
        vm().waitForExit();
    }

    @Test
    @SkipBigDataTest
    void bootsCubieboardOpenwrt22032() {
        setMachine("cubieboard");
        requireNetdev("user");
        Path image = uncompress(OPENWRT);
        ImageFiles.imagePow2ceilExpand(image);
        vm().setConsole();
        vm().addArgs("-drive", "file=" + image + ",if=sd,format=raw", "-nic", "user", "-no-reboot");
        vm().launch();

        waitForConsolePattern("U-Boot SPL");
        interruptInteractiveConsoleUntilPattern("Hit any key to stop autoboot:", "=>");
        execCommandAndWaitForPattern(
                "setenv extraargs '" + KERNEL_COMMON_COMMAND_LINE + "usbcore.nousb noreboot'",
                "=>");
        execCommandAndWaitForPattern("boot", "Starting kernel ...");
        waitForConsolePattern("Please press Enter to activate this console.");
        execCommandAndWaitForPattern(" ", "root@");
        execCommandAndWaitForPattern("cat /proc/cpuinfo", "Allwinner sun4i/sun5i");
        execCommandAndWaitForPattern("reboot", "reboot: Restarting system");
        vm().waitForExit();
    }
}
