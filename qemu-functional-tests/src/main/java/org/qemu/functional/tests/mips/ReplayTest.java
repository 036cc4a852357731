package org.qemu.functional.tests.mips;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.ReplayKernelBase;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipFlakyTest;
import org.qemu.functional.condition.SkipSlowTest;

/** Proves that a recorded boot replays to its end on the machine {@code malta}. */
class ReplayTest extends ReplayKernelBase {
    static final Asset KERNEL_2_63_2 =
            Asset.of(
                    "http://snapshot.debian.org/archive/debian/20130217T032700Z/pool/main/l/linux-2.6/linux-image-2.6.32-5-4kc-malta_2.6.32-48_mips.deb",
                    "16ca524148afb0626f483163e5edf352bc1ab0e4fc7b9f9d473252762f2c7a43");
    static final Asset KERNEL_4_5_0 =
            Asset.of(
                    "http://snapshot.debian.org/archive/debian/20160601T041800Z/pool/main/l/linux/linux-image-4.5.0-2-4kc-malta_4.5.5-1_mips.deb",
                    "526b17d5889840888b76fc2c36a0ebde182c9b1410a3a1e68203c3b160eb2027");
    static final Asset INITRD =
            Asset.of(
                    "https://github.com/groeck/linux-build-test/raw/8584a59ed9e5eb5ee7ca91f6d74bbb06619205b8/rootfs/mips/rootfs.cpio.gz",
                    "dcfe3a7fe3200da3a00d176b95caaa086495eb158f2bff64afc67d7e1eb2cddc");

    @Test
    @SkipFlakyTest("https://gitlab.com/qemu-project/qemu/-/issues/2013")
    void replaysReplayMipsMalta() {
        setMachine("malta");
        Path kernel = archiveExtract(KERNEL_2_63_2, "boot/vmlinux-2.6.32-5-4kc-malta");
        runRr(
                kernel,
                KERNEL_COMMON_COMMAND_LINE + "console=ttyS0",
                "Kernel command line: printk.time=0 console=ttyS0",
                5);
    }

    @Test
    @SkipSlowTest
    void replaysReplayMipsMaltaCpio() {
        setMachine("malta");
        Path kernel = archiveExtract(KERNEL_4_5_0, "boot/vmlinux-4.5.0-2-4kc-malta");
        Path initrdImage = uncompress(INITRD);
        runRr(
                kernel,
                KERNEL_COMMON_COMMAND_LINE + "console=ttyS0 console=tty rdinit=/sbin/init noreboot",
                "Boot successful.",
                5,
                "-initrd",
                initrdImage);
    }
}
