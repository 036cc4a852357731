package org.qemu.functional.tests.mipsel;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipFlakyTest;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/** Proves that Debian 12's installer boots on a little-endian Malta; from its netboot package. */
class MaltaTest extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.MIPSEL.netboot();

    static final Asset KERNEL_4K =
            Asset.of(
                    "http://mipsdistros.mips.com/LinuxDistro/nanomips/kernels/v4.15.18-432-gb2eb9a8b07a1-20180627102142/generic_nano32r6el_page4k.xz",
                    "019e034094ac6cf3aa77df5e130fb023ce4dbc804b04bfcc560c6403e1ae6bdb");
    static final Asset KERNEL_16K =
            Asset.of(
                    "http://mipsdistros.mips.com/LinuxDistro/nanomips/kernels/v4.15.18-432-gb2eb9a8b07a1-20180627102142/generic_nano32r6el_page16k_up.xz",
                    "3a54a10b3108c16a448dca9ea3db378733a27423befc2a45a5bdf990bd85e12c");
    static final Asset KERNEL_64K =
            Asset.of(
                    "http://mipsdistros.mips.com/LinuxDistro/nanomips/kernels/v4.15.18-432-gb2eb9a8b07a1-20180627102142/generic_nano32r6el_page64k_dbg.xz",
                    "ce21ff4b07a981ecb8a39db2876616f5a2473eb2ab459c6f67465b9914b0c6b6");
    static final Asset WHEEZY_KERNEL =
            Asset.of(
                    "https://people.debian.org/~aurel32/qemu/mipsel/vmlinux-3.2.0-4-4kc-malta",
                    "dc8a3648305b0201ca7a5cd135fe2890067a65d93c38728022bb0e656ad2bf9a");
    static final Asset WHEEZY_DISK =
            Asset.of(
                    "https://people.debian.org/~aurel32/qemu/mipsel/debian_wheezy_mipsel_standard.qcow2",
                    "454f09ae39f7e6461c84727b927100d2c7813841f2a0a5dce328114887ecf914");

    static final Asset YAMON_ROM =
            Asset.of(
                    "https://s3-eu-west-1.amazonaws.com/downloads-mips/mips-downloads/YAMON/yamon-bin-02.22.zip",
                    "eef86f0eed0ef554f041dcd47b87eebea0e6f9f1184ed31f7e9e8b4a803860ab");

    @Test
    void bootsDebianInstaller() {
        setMachine("malta");
        bootsToUserSpace(DebianInstaller.MIPSEL, "mti,malta");
    }

    @Test
    void bootsMalta32elNanomips4k() {
        boot(KERNEL_4K);
    }

    @Test
    void bootsMalta32elNanomips16kUp() {
        boot(KERNEL_16K);
    }

    @Test
    void bootsMalta32elNanomips64kDbg() {
        boot(KERNEL_64K);
    }

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
                "/boot/initrd.img-3.2.0-4-4kc-malta",
                "9fc9f250ed56a74e35e704ddfd5a1c5a5625adefc5c9da91f649288d3ca000f0",
                8080,
                "python -m SimpleHTTPServer");
        execCommandAndWaitForPattern("cat /proc/cpuinfo", "MIPS 24Kc");
        execCommandAndWaitForPattern("cat /proc/devices", "usb");
        execCommandAndWaitForPattern("cat /proc/ioports", " : piix4_smbus");
        execCommandAndWaitForPattern("lspci -d 11ab:4620", "GT-64120");
        execCommandAndWaitForPattern("cat /sys/bus/i2c/devices/i2c-0/name", "SMBus PIIX4 adapter");
        execCommandAndWaitForPattern("cat /proc/mtd", "YAMON");
        execCommandAndWaitForPattern("md5sum /dev/mtd2ro", "0dfbe8aa4c20b52e1b8bf3cb6cbdf193");
    }

    private void boot(Asset kernelAsset) {
        Path kernel = uncompress(kernelAsset);
        setMachine("malta");
        vm().setConsole();
        String commandLine = KERNEL_COMMON_COMMAND_LINE + "mem=256m@@0x0 console=ttyS0";
        vm().addArgs("-cpu", "I7200", "-no-reboot", "-kernel", kernel, "-append", commandLine);
        vm().launch();

        waitForConsolePattern("Kernel command line: " + commandLine);
    }

    @Test
    void bootsMaltaYamon() {
        archiveExtract(YAMON_ROM);
        setMachine("malta");
        vm().setConsole();
        vm().addArgs("-bios", scratchFile("yamon-02.22.bin"));
        vm().launch();

        interruptInteractiveConsoleUntilPattern("YAMON ROM Monitor", "YAMON>");
        waitForConsolePattern("YAMON>");
        vm().shutdown();
    }
}
