package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code sx1} boot. */
class Sx1Test extends LinuxKernelTest {
    static final Asset ZIMAGE =
            Asset.of(
                    "https://github.com/groeck/linux-test-downloads/raw/225223f2ad7d637b34426810bf6c3b727b76a718/sx1/zImage",
                    "a0271899a8dc2165f9e0adb2d0a57fc839ae3a469722ffc56c77e108a8887615");
    static final Asset INITRD =
            Asset.of(
                    "https://github.com/groeck/linux-test-downloads/raw/225223f2ad7d637b34426810bf6c3b727b76a718/sx1/rootfs-armv4.cpio",
                    "35b0721249821aa544cd85b85d3cb8901db4c6d128eed86ab261e5d9e37d58f8");
    static final Asset SD_FS =
            Asset.of(
                    "https://github.com/groeck/linux-test-downloads/raw/225223f2ad7d637b34426810bf6c3b727b76a718/sx1/rootfs-armv4.ext2",
                    "c1db7f43ef92469ebc8605013728c8950e7608439f01d13678994f0ce101c3a8");
    static final Asset FLASH =
            Asset.of(
                    "https://github.com/groeck/linux-test-downloads/raw/225223f2ad7d637b34426810bf6c3b727b76a718/sx1/flash",
                    "17e6a2758fa38efd2666be0879d4751fd37d194f25168a8deede420df519b676");

    @Test
    void bootsSx1Initrd() {
        setMachine("sx1");
        Path kernel = ZIMAGE.fetch();
        Path initrd = INITRD.fetch();
        vm().addArgs(
                        "-append",
                        "kunit.enable=0 rdinit=/sbin/init console=ttyS0,115200 earlycon=uart8250,mmio32,0xfffb0000,115200n8",
                        "-no-reboot");
        launchKernel(kernel, initrd, null, "Boot successful");
        vm().waitForExit();
    }

    @Test
    void bootsSx1Sd() {
        boot(
                SD_FS,
                "kunit.enable=0 root=/dev/mmcblk0 rootwait console=ttyS0,115200 earlycon=uart8250,mmio32,0xfffb0000,115200n8",
                "format=raw,if=sd,file=");
    }

    @Test
    void bootsSx1Flash() {
        boot(
                FLASH,
                "kunit.enable=0 root=/dev/mtdblock3 rootwait console=ttyS0,115200 earlycon=uart8250,mmio32,0xfffb0000,115200n8",
                "format=raw,if=pflash,file=");
    }

    private void boot(Asset imageAsset, String commandLine, String drive) {
        setMachine("sx1");
        Path kernel = ZIMAGE.fetch();
        Path image = imageAsset.fetch();
        vm().addArgs("-append", commandLine, "-no-reboot", "-snapshot", "-drive", drive + image);
        launchKernel(kernel, null, null, "Boot successful");
        vm().waitForExit();
    }
}
