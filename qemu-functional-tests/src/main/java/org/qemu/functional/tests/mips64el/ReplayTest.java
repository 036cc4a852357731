package org.qemu.functional.tests.mips64el;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.ReplayKernelBase;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipFlakyTest;
import org.qemu.functional.condition.SkipUntrustedTest;

/** Proves that a recorded boot replays to its end on the machine {@code malta}. */
class ReplayTest extends ReplayKernelBase {
    static final Asset KERNEL_2_63_2 =
            Asset.of(
                    "http://snapshot.debian.org/archive/debian/20130217T032700Z/pool/main/l/linux-2.6/linux-image-2.6.32-5-5kc-malta_2.6.32-48_mipsel.deb",
                    "35eb476f03be589824b0310358f1c447d85e645b88cbcd2ac02b97ef560f9f8d");
    static final Asset KERNEL_3_19_3 =
            Asset.of(
                    "https://github.com/philmd/qemu-testing-blob/raw/9ad2df38/mips/malta/mips64el/vmlinux-3.19.3.mtoman.20150408",
                    "8d3beb003bc66051ead98e7172139017fcf9ce2172576541c57e86418dfa5ab8");
    static final Asset CPIO_R1 =
            Asset.of(
                    "https://github.com/groeck/linux-build-test/raw/8584a59e/rootfs/mipsel64/rootfs.mipsel64r1.cpio.gz",
                    "75ba10cd35fb44e32948eeb26974f061b703c81c4ba2fab1ebcacf1d1bec3b61");

    @Test
    @SkipFlakyTest("https://gitlab.com/qemu-project/qemu/-/issues/2013")
    void replaysReplayMips64elMalta() {
        setMachine("malta");
        Path kernel = archiveExtract(KERNEL_2_63_2, "boot/vmlinux-2.6.32-5-5kc-malta");
        runRr(
                kernel,
                KERNEL_COMMON_COMMAND_LINE + "console=ttyS0",
                "Kernel command line: printk.time=0 console=ttyS0",
                5);
    }

    @Test
    @SkipUntrustedTest
    @SkipFlakyTest("https://gitlab.com/qemu-project/qemu/-/issues/2013")
    void replaysReplayMips64elMalta5kecCpio() {
        setCpu("5KEc");
        setMachine("malta");
        Path kernel = KERNEL_3_19_3.fetch();
        Path cpioR1Image = uncompress(CPIO_R1);
        runRr(
                kernel,
                KERNEL_COMMON_COMMAND_LINE + "console=ttyS0 console=tty rdinit=/sbin/init noreboot",
                "Boot successful.",
                5,
                "-initrd",
                cpioR1Image);
    }
}
