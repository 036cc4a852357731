package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code smdkc210} boot. */
class Smdkc210Test extends LinuxKernelTest {
    static final Asset DEB =
            Asset.of(
                    "https://snapshot.debian.org/archive/debian/20190928T224601Z/pool/main/l/linux/linux-image-4.19.0-6-armmp_4.19.67-2+deb10u1_armhf.deb",
                    "421804e7579ef40d554c962850dbdf1bfc79f7fa7faec9d391397170dc806c3e");
    static final Asset ROOTFS =
            Asset.of(
                    "https://github.com/groeck/linux-build-test/raw/2eb0a73b5d5a28df3170c546ddaaa9757e1e0848/rootfs/arm/rootfs-armv5.cpio.gz",
                    "334b8d256db67a3f2b3ad070aa08b5ade39624e0e7e35b02f4359a577bc8f39b");

    @Test
    void bootsExynos4210Initrd() {
        setMachine("smdkc210");
        Path kernel = archiveExtract(DEB, "boot/vmlinuz-4.19.0-6-armmp");
        Path dtb =
                archiveExtract(DEB, "usr/lib/linux-image-4.19.0-6-armmp/exynos4210-smdkv310.dtb");
        Path initrd = uncompress(ROOTFS);
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
                                + "earlycon=exynos4210,0x13800000 earlyprintk console=ttySAC0,115200n8 random.trust_cpu=off cryptomgr.notests cpuidle.off=1 panic=-1 noreboot",
                        "-no-reboot");
        vm().launch();

        waitForConsolePattern("Boot successful.");
    }
}
