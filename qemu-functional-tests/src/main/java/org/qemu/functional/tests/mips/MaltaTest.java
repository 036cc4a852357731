package org.qemu.functional.tests.mips;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipFlakyTest;
import org.qemu.functional.tests.MaltaBoardTest;

/** Proves that images for the machine {@code malta} boot. */
class MaltaTest extends MaltaBoardTest {
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
    static final Asset WHEEZY_KERNEL =
            Asset.of(
                    "https://people.debian.org/~aurel32/qemu/mips/vmlinux-3.2.0-4-4kc-malta",
                    "0377fcda31299213c10b8e5babe7260ef99188b3ae1aca6f56594abb71e7f67e");
    static final Asset WHEEZY_DISK =
            Asset.of(
                    "https://people.debian.org/~aurel32/qemu/mips/debian_wheezy_mips_standard.qcow2",
                    "de03599285b8382ad309309a6c4869f6c6c42a5cfc983342bab9ec0dfa7849a2");

    @Test
    void bootsMalta() {
        Path kernel = archiveExtract(KERNEL_2_63_2, "boot/vmlinux-2.6.32-5-4kc-malta");
        setMachine("malta");
        vm().setConsole();
        String commandLine = KERNEL_COMMON_COMMAND_LINE + "console=ttyS0";
        vm().addArgs("-kernel", kernel, "-append", commandLine);
        vm().launch();

        waitForConsolePattern("Kernel command line: " + commandLine);
    }

    @Test
    void bootsMaltaCpio() {
        requireNetdev("user");
        setMachine("malta");
        requireDevice("pcnet");
        Path kernel = archiveExtract(KERNEL_4_5_0, "boot/vmlinux-4.5.0-2-4kc-malta");
        Path initrd = uncompress(INITRD);
        vm().setConsole();
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-initrd",
                        initrd,
                        "-append",
                        KERNEL_COMMON_COMMAND_LINE
                                + "console=ttyS0 console=tty rdinit=/sbin/init noreboot",
                        "-netdev",
                        "user,id=n1,tftp=" + scratchFile("boot"),
                        "-device",
                        "pcnet,netdev=n1",
                        "-no-reboot");
        vm().launch();

        waitForConsolePattern("Boot successful.");
        execCommandAndWaitForPattern("cat /proc/cpuinfo", "BogoMIPS");
        execCommandAndWaitForPattern("uname -a", "4.5.0-2-4kc-malta #1 Debian");
        looksAround();
        execCommandAndWaitForPattern("ip link set eth0 up", "eth0: link up");
        execCommandAndWaitForPattern("ip addr add 10.0.2.15 dev eth0", "#");
        execCommandAndWaitForPattern("route add default eth0", "#");
        execCommandAndWaitForPattern("tftp -g -r vmlinux-4.5.0-2-4kc-malta 10.0.2.2", "#");
        execCommandAndWaitForPattern(
                "md5sum vmlinux-4.5.0-2-4kc-malta", "a98218a7efbdefb2dfdf9ecd08c98318");
        execCommandAndWaitForPattern("reboot", "reboot: Restarting system");
        vm().waitForExit();
    }

    @Test
    @SkipFlakyTest("https://gitlab.com/qemu-project/qemu/-/issues/3109")
    void bootsWheezy() {
        bootsWheezy(
                WHEEZY_KERNEL,
                WHEEZY_DISK,
                "initrd.img-3.2.0-4-4kc-malta",
                "ff0c0369143d9bbb9a6e6bc79322a2be535619df639e84103237f406e87493dc",
                "e1000",
                "MIPS 24Kc");
    }
}
