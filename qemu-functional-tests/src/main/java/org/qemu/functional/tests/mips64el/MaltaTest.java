package org.qemu.functional.tests.mips64el;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipFlakyTest;
import org.qemu.functional.condition.SkipUntrustedTest;
import org.qemu.functional.tests.MaltaBoardTest;

/** Proves that images for the machine {@code malta} boot. */
class MaltaTest extends MaltaBoardTest {
    static final Asset YAMON_ROM =
            Asset.of(
                    "https://s3-eu-west-1.amazonaws.com/downloads-mips/mips-downloads/YAMON/yamon-bin-02.22.zip",
                    "eef86f0eed0ef554f041dcd47b87eebea0e6f9f1184ed31f7e9e8b4a803860ab");

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
    static final Asset WHEEZY_KERNEL =
            Asset.of(
                    "https://people.debian.org/~aurel32/qemu/mipsel/vmlinux-3.2.0-4-5kc-malta",
                    "5e8b725244c59745bb8b64f5d8f49f25fecfa549f3395fb6d19a3b9e5065b85b");
    static final Asset WHEEZY_DISK =
            Asset.of(
                    "https://people.debian.org/~aurel32/qemu/mipsel/debian_wheezy_mipsel_standard.qcow2",
                    "454f09ae39f7e6461c84727b927100d2c7813841f2a0a5dce328114887ecf914");

    @Test
    void bootsMaltaYamon() {
        bootsYamon(YAMON_ROM);
    }

    @Test
    void bootsMalta() {
        Path kernel = archiveExtract(KERNEL_2_63_2, "boot/vmlinux-2.6.32-5-5kc-malta");
        setMachine("malta");
        vm().setConsole();
        String commandLine = KERNEL_COMMON_COMMAND_LINE + "console=ttyS0";
        vm().addArgs("-kernel", kernel, "-append", commandLine);
        vm().launch();

        waitForConsolePattern("Kernel command line: " + commandLine);
    }

    @Test
    @SkipUntrustedTest
    void bootsMalta5kecCpio() {
        Path kernel = KERNEL_3_19_3.fetch();
        Path initrd = uncompress(CPIO_R1);
        setMachine("malta");
        vm().setConsole();
        vm().addArgs(
                        "-cpu",
                        "5KEc",
                        "-kernel",
                        kernel,
                        "-initrd",
                        initrd,
                        "-append",
                        KERNEL_COMMON_COMMAND_LINE
                                + "console=ttyS0 console=tty rdinit=/sbin/init noreboot",
                        "-no-reboot");
        vm().launch();

        waitForConsolePattern("Boot successful.");
        execCommandAndWaitForPattern("cat /proc/cpuinfo", "MIPS 5KE");
        execCommandAndWaitForPattern("uname -a", "3.19.3.mtoman.20150408");
        execCommandAndWaitForPattern("reboot", "reboot: Restarting system");
        vm().waitForExit();
    }

    @Test
    @SkipFlakyTest("https://gitlab.com/qemu-project/qemu/-/issues/3109")
    void bootsWheezy() {
        bootsWheezy(
                WHEEZY_KERNEL,
                WHEEZY_DISK,
                "initrd.img-3.2.0-4-5kc-malta",
                "7579f8b56c1187c7c04d0dc3c0c56c7a6314c5ddd3a9bf8803ecc7cf8a3be9f8",
                "pcnet",
                "MIPS 20Kc");
    }
}
