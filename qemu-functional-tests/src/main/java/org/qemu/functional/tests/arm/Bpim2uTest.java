package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipBigDataTest;
import org.qemu.functional.image.ImageFiles;

/** Proves that what is made for the machine {@code bpim2u} boots there. */
class Bpim2uTest extends LinuxKernelTest {
    static final Asset DEB =
            Asset.of(
                    "https://apt.armbian.com/pool/main/l/linux-6.6.16/linux-image-current-sunxi_24.2.1_armhf__6.6.16-Seb3e-D6b4a-P2359-Ce96bHfe66-HK01ba-V014b-B067e-R448a.deb",
                    "3d968c15b121ede871dce49d13ee7644d6f74b6b121b84c9a40f51b0c80d6d22");
    static final Asset INITRD =
            Asset.of(
                    "https://github.com/groeck/linux-build-test/raw/2eb0a73b5d5a28df3170c546ddaaa9757e1e0848/rootfs/arm/rootfs-armv7a.cpio.gz",
                    "2c8dbdb16ea7af2dfbcbea96044dde639fb07d09fd3c4fb31f2027ef71e55ddd");
    static final Asset ROOTFS =
            Asset.of(
                    "http://storage.kernelci.org/images/rootfs/buildroot/buildroot-baseline/20230703.0/armel/rootfs.ext2.xz",
                    "42b44a12965ac0afe9a88378527fb698a7dc76af50495efc2361ee1595b4e5c6");
    static final Asset SD_IMAGE =
            Asset.of(
                    "https://downloads.openwrt.org/releases/22.03.3/targets/sunxi/cortexa7/openwrt-22.03.3-sunxi-cortexa7-sinovoip_bananapi-m2-ultra-ext4-sdcard.img.gz",
                    "5b41b4e11423e562c6011640f9a7cd3bdd0a3d42b83430f7caa70a432e6cd82c");

    @Test
    void bootsBpim2u() {
        setMachine("bpim2u");
        Path kernel = archiveExtract(DEB, "boot/vmlinuz-6.6.16-current-sunxi");
        Path dtb =
                archiveExtract(
                        DEB,
                        "usr/lib/linux-image-6.6.16-current-sunxi/sun8i-r40-bananapi-m2-ultra.dtb");
        vm().setConsole();
        String commandLine =
                KERNEL_COMMON_COMMAND_LINE
                        + "console=ttyS0,115200n8 earlycon=uart,mmio32,0x1c28000";
        vm().addArgs("-kernel", kernel, "-dtb", dtb, "-append", commandLine);
        vm().launch();

        waitForConsolePattern("Kernel command line: " + commandLine);
    }

    @Test
    void bootsBpim2uInitrd() {
        setMachine("bpim2u");
        Path kernel = archiveExtract(DEB, "boot/vmlinuz-6.6.16-current-sunxi");
        Path dtb =
                archiveExtract(
                        DEB,
                        "usr/lib/linux-image-6.6.16-current-sunxi/sun8i-r40-bananapi-m2-ultra.dtb");
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
                        KERNEL_COMMON_COMMAND_LINE + "console=ttyS0,115200 panic=-1 noreboot",
                        "-no-reboot");
        vm().launch();

        waitForConsolePattern("Boot successful.");
        execCommandAndWaitForPattern("cat /proc/cpuinfo", "Allwinner sun8i Family");
        execCommandAndWaitForPattern("cat /proc/iomem", "system-control@1c00000");
        execCommandAndWaitForPattern("reboot", "reboot: Restarting system");
        vm().waitForExit();
    }

    @Test
    void bootsBpim2uGmac() {
        setMachine("bpim2u");
        requireNetdev("user");
        DEB.fetch();
        Path kernel = archiveExtract(DEB, "boot/vmlinuz-6.6.16-current-sunxi");
        Path dtb =
                archiveExtract(
                        DEB,
                        "usr/lib/linux-image-6.6.16-current-sunxi/sun8i-r40-bananapi-m2-ultra.dtb");
        Path image = uncompress(ROOTFS);
        ImageFiles.imagePow2ceilExpand(image);
        vm().setConsole();
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-dtb",
                        dtb,
                        "-drive",
                        "file=" + image + ",if=sd,format=raw",
                        "-net",
                        "nic,model=gmac,netdev=host_gmac",
                        "-netdev",
                        "user,id=host_gmac",
                        "-append",
                        KERNEL_COMMON_COMMAND_LINE
                                + "console=ttyS0,115200 root=b300 rootwait rw panic=-1 noreboot",
                        "-no-reboot");
        vm().launch();

        waitForConsolePattern("/bin/sh: can't access tty; job control turned off");
        execCommandAndWaitForPattern("cat /proc/cpuinfo", "Allwinner sun8i Family");
        execCommandAndWaitForPattern("cat /proc/partitions", "mmcblk");
        execCommandAndWaitForPattern("ifconfig eth0 up", "eth0: Link is Up");
        execCommandAndWaitForPattern("udhcpc eth0", "udhcpc: lease of 10.0.2.15 obtained");
        execCommandAndWaitForPattern(
                "ping -c 3 10.0.2.2", "3 packets transmitted, 3 packets received, 0% packet loss");
        execCommandAndWaitForPattern("reboot", "reboot: Restarting system");
        vm().waitForExit();
    }

    @Test
    @SkipBigDataTest
    void bootsBpim2uOpenwrt22033() {
        setMachine("bpim2u");
        requireNetdev("user");
        Path image = uncompress(SD_IMAGE);
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
        execCommandAndWaitForPattern("cat /proc/cpuinfo", "Allwinner sun8i Family");
        execCommandAndWaitForPattern("cat /proc/iomem", "system-control@1c00000");
    }
}
