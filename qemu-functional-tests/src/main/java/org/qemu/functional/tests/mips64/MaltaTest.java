package org.qemu.functional.tests.mips64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipFlakyTest;

/** Proves that what is made for the machine {@code malta} boots there. */
class MaltaTest extends LinuxKernelTest {
    static final Asset WHEEZY_KERNEL =
            Asset.of(
                    "https://people.debian.org/~aurel32/qemu/mips/vmlinux-3.2.0-4-5kc-malta",
                    "3e4ec154db080b3f1839f04dde83120654a33e5e1716863de576c47cb94f68f6");
    static final Asset WHEEZY_DISK =
            Asset.of(
                    "https://people.debian.org/~aurel32/qemu/mips/debian_wheezy_mips_standard.qcow2",
                    "de03599285b8382ad309309a6c4869f6c6c42a5cfc983342bab9ec0dfa7849a2");

    @Test
    @SkipFlakyTest("https://gitlab.com/qemu-project/qemu/-/issues/3109")
    void bootsWheezy() {
        Path kernel = WHEEZY_KERNEL.fetch();
        Path image = WHEEZY_DISK.fetch();
        requireNetdev("user");
        requireDevice("pcnet");
        setMachine("malta");
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-append",
                        KERNEL_COMMON_COMMAND_LINE + "console=ttyS0 root=/dev/sda1",
                        "-drive",
                        "file=" + image + ",snapshot=on",
                        "-netdev",
                        "user,id=n1,tftp="
                                + kernel.getFileName()
                                + ",hostfwd=tcp:127.0.0.1:0-:8080",
                        "-device",
                        "pcnet,netdev=n1",
                        "-no-reboot");
        vm().setConsole();
        vm().launch();

        waitForConsolePattern("login: ", "Oops");
        execCommandAndWaitForPattern("root", "Password:");
        execCommandAndWaitForPattern("root", ":~# ");
        execCommandAndWaitForPattern("uname -m", "mips");
        execCommandAndWaitForPattern("grep XT-PIC /proc/interrupts", "timer");
        waitForConsolePattern("#");
        execCommandAndWaitForPattern("grep XT-PIC /proc/interrupts", "serial");
        waitForConsolePattern("#");
        execCommandAndWaitForPattern("grep XT-PIC /proc/interrupts", "ata_piix");
        waitForConsolePattern("#");
        execCommandAndWaitForPattern("grep XT-PIC /proc/interrupts", "rtc");
        waitForConsolePattern("#");
        execCommandAndWaitForPattern("cat /proc/devices", "input");
        waitForConsolePattern("#");
        execCommandAndWaitForPattern("cat /proc/devices", "fb");
        waitForConsolePattern("#");
        execCommandAndWaitForPattern("cat /proc/ioports", " : serial");
        waitForConsolePattern("#");
        execCommandAndWaitForPattern("cat /proc/ioports", " : ata_piix");
        waitForConsolePattern("#");
        execCommandAndWaitForPattern("cd /", "# ");
        checkHttpDownload(
                "/boot/initrd.img-3.2.0-4-5kc-malta",
                "d98b953bb4a41c0fc0fd8d19bbc691c08989ac52568c1d3054d92dfd890d3f06",
                8080,
                "python -m SimpleHTTPServer");
        execCommandAndWaitForPattern("cat /proc/cpuinfo", "MIPS 20Kc");
        execCommandAndWaitForPattern("cat /proc/devices", "usb");
        execCommandAndWaitForPattern("cat /proc/ioports", " : piix4_smbus");
        execCommandAndWaitForPattern("lspci -d 11ab:4620", "GT-64120");
        execCommandAndWaitForPattern("cat /sys/bus/i2c/devices/i2c-0/name", "SMBus PIIX4 adapter");
        execCommandAndWaitForPattern("cat /proc/mtd", "YAMON");
        execCommandAndWaitForPattern("md5sum /dev/mtd2ro", "0dfbe8aa4c20b52e1b8bf3cb6cbdf193");
    }
}
