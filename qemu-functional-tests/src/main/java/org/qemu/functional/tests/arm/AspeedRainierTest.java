package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.AspeedTest;
import org.qemu.functional.asset.Asset;

/** Proves that BMC firmware boots on the machine {@code rainier-bmc}. */
class AspeedRainierTest extends AspeedTest {
    static final Asset RAINIER_EMMC =
            Asset.of(
                    "https://kaod.org/qemu/aspeed/rainier/mmc-p10bmc-20240617.qcow2",
                    "d523fb478d2b84d5adc5658d08502bc64b1486955683814f89c6137518acd90b");
    static final Asset DEBIAN_LINUX_ARMHF_DEB =
            Asset.of(
                    "http://snapshot.debian.org/archive/debian/20220606T211338Z/pool/main/l/linux/linux-image-5.17.0-2-armmp_5.17.6-1%2Bb1_armhf.deb",
                    "8acb2b4439faedc2f3ed4bdb2847ad4f6e0491f73debaeb7f660c8abe4dcdc0e");

    @Test
    void bootsAspeedEmmcBoot() {
        setMachine("rainier-bmc");
        requireNetdev("user");
        Path image = RAINIER_EMMC.fetch();
        vm().setConsole();
        vm().addArgs(
                        "-drive",
                        "file=" + image + ",if=sd,id=sd2,index=2",
                        "-net",
                        "nic",
                        "-net",
                        "user",
                        "-snapshot");
        vm().launch();

        waitForConsolePattern("U-Boot SPL 2019.04");
        waitForConsolePattern("Trying to boot from MMC1");
        waitForConsolePattern("U-Boot 2019.04");
        waitForConsolePattern("eMMC 2nd Boot");
        waitForConsolePattern("## Loading kernel from FIT Image");
        waitForConsolePattern("Starting kernel ...");
        waitForConsolePattern("Booting Linux on physical CPU 0xf00");
        waitForConsolePattern("mmcblk0: p1 p2 p3 p4 p5 p6 p7");
        waitForConsolePattern("IBM eBMC (OpenBMC for IBM Enterprise");
    }

    @Test
    void bootsDebianKernelBoot() {
        setMachine("rainier-bmc");
        Path kernel = archiveExtract(DEBIAN_LINUX_ARMHF_DEB, "boot/vmlinuz-5.17.0-2-armmp");
        Path dtb =
                archiveExtract(
                        DEBIAN_LINUX_ARMHF_DEB,
                        "usr/lib/linux-image-5.17.0-2-armmp/aspeed-bmc-ibm-rainier.dtb");
        vm().setConsole();
        vm().addArgs("-kernel", kernel, "-dtb", dtb, "-net", "nic");
        vm().launch();

        waitForConsolePattern("Booting Linux on physical CPU 0xf00");
        waitForConsolePattern("SMP: Total of 2 processors activated");
        waitForConsolePattern("No filesystem could mount root");
    }
}
