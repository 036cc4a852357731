package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.ReplayKernelBase;
import org.qemu.functional.asset.Asset;

/**
 * Proves that a recorded boot replays to its end on the machines {@code cubieboard}, {@code
 * vexpress-a9} and {@code virt}.
 */
class ReplayTest extends ReplayKernelBase {
    static final Asset VIRT =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/29/Everything/armhfp/os/images/pxeboot/vmlinuz",
                    "18dd5f1a9a28bd539f9d047f7c0677211bae528e8712b40ca5a229a4ad8e2591");
    static final Asset CUBIE_KERNEL =
            Asset.of(
                    "https://apt.armbian.com/pool/main/l/linux-6.6.16/linux-image-current-sunxi_24.2.1_armhf__6.6.16-Seb3e-D6b4a-P2359-Ce96bHfe66-HK01ba-V014b-B067e-R448a.deb",
                    "3d968c15b121ede871dce49d13ee7644d6f74b6b121b84c9a40f51b0c80d6d22");
    static final Asset CUBIE_INITRD =
            Asset.of(
                    "https://github.com/groeck/linux-build-test/raw/2eb0a73b5d5a28df3170c546ddaaa9757e1e0848/rootfs/arm/rootfs-armv5.cpio.gz",
                    "334b8d256db67a3f2b3ad070aa08b5ade39624e0e7e35b02f4359a577bc8f39b");
    static final Asset DAY16 =
            Asset.of(
                    "https://qemu-advcal.gitlab.io/qac-best-of-multiarch/download/day16.tar.xz",
                    "63311adb2d4c4e7a73214a86d29988add87266a909719c56acfadd026b4110a7");

    @Test
    void replaysVirt() {
        setMachine("virt");
        Path kernel = VIRT.fetch();
        runRr(
                kernel,
                KERNEL_COMMON_COMMAND_LINE + "console=ttyAMA0",
                "VFS: Cannot open root device",
                1);
    }

    @Test
    void replaysCubieboard() {
        setMachine("cubieboard");
        Path kernel = archiveExtract(CUBIE_KERNEL, "boot/vmlinuz-6.6.16-current-sunxi");
        Path sun4iA10Cubieboard =
                archiveExtract(
                        CUBIE_KERNEL,
                        "usr/lib/linux-image-6.6.16-current-sunxi/sun4i-a10-cubieboard.dtb");
        Path cubieInitrdImage = uncompress(CUBIE_INITRD);
        runRr(
                kernel,
                KERNEL_COMMON_COMMAND_LINE + "console=ttyS0,115200 usbcore.nousb panic=-1 noreboot",
                "Boot successful.",
                1,
                "-dtb",
                sun4iA10Cubieboard,
                "-initrd",
                cubieInitrdImage,
                "-no-reboot");
    }

    @Test
    void replaysVexpressa9() {
        setMachine("vexpress-a9");
        archiveExtract(DAY16);
        runRr(
                scratchFile("day16/winter.zImage"),
                "printk.time=1 panic=-1 ",
                "QEMU advent calendar",
                7,
                "-dtb",
                scratchFile("day16/vexpress-v2p-ca9.dtb"));
    }
}
