package org.qemu.functional.tests;

import java.nio.file.Path;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Base class of the tests of the Malta board for each of its processor types. */
public abstract class MaltaBoardTest extends LinuxKernelTest {
    private static final int HTTP = 8080;

    /** An empty board configuration of 64 KiB. */
    private static final String BOARD_CONFIG = "0dfbe8aa4c20b52e1b8bf3cb6cbdf193";

    /** Check the devices that every Malta has; requires a shell prompt. */
    protected void looksAround() {
        execCommandAndWaitForPattern("uname -m", "mips");
        for (String interrupt : new String[] {"timer", "serial", "ata_piix", "rtc"}) {
            has("grep XT-PIC /proc/interrupts", interrupt);
        }
        has("cat /proc/devices", "input");
        has("cat /proc/devices", "fb");
        has("cat /proc/ioports", " : serial");
        has("cat /proc/ioports", " : ata_piix");
    }

    private void has(String command, String answer) {
        execCommandAndWaitForPattern(command, answer);
        waitForConsolePattern("#");
    }

    /**
     * Boot Debian 7 from its disk, log in, check devices, and copy a file from it.
     *
     * @param initrd the file, below {@code /boot}
     * @param sha256 the hash of the file
     * @param card the network card
     * @param processor the processor's name in the kernel's output
     */
    protected void bootsWheezy(
            Asset kernel, Asset disk, String initrd, String sha256, String card, String processor) {
        Path vmlinux = kernel.fetch();
        Path image = disk.fetch();
        requireNetdev("user");
        requireDevice(card);
        setMachine("malta");
        vm().addArgs("-kernel", vmlinux);
        vm().addArgs("-append", KERNEL_COMMON_COMMAND_LINE + "console=ttyS0 root=/dev/sda1");
        vm().addArgs("-drive", "file=" + image + ",snapshot=on");
        vm().addArgs(
                        "-netdev",
                        "user,id=n1,tftp=%s,hostfwd=tcp:127.0.0.1:0-:%d"
                                .formatted(vmlinux.getFileName(), HTTP));
        vm().addArgs("-device", card + ",netdev=n1", "-no-reboot");
        vm().setConsole();
        vm().launch();

        waitForConsolePattern("login: ", "Oops");
        execCommandAndWaitForPattern("root", "Password:");
        execCommandAndWaitForPattern("root", ":~# ");
        looksAround();
        execCommandAndWaitForPattern("cd /", "# ");
        checkHttpDownload("/boot/" + initrd, sha256, HTTP, "python -m SimpleHTTPServer");
        execCommandAndWaitForPattern("cat /proc/cpuinfo", processor);
        execCommandAndWaitForPattern("cat /proc/devices", "usb");
        execCommandAndWaitForPattern("cat /proc/ioports", " : piix4_smbus");
        execCommandAndWaitForPattern("lspci -d 11ab:4620", "GT-64120");
        execCommandAndWaitForPattern("cat /sys/bus/i2c/devices/i2c-0/name", "SMBus PIIX4 adapter");
        execCommandAndWaitForPattern("cat /proc/mtd", "YAMON");
        execCommandAndWaitForPattern("md5sum /dev/mtd2ro", BOARD_CONFIG);
    }

    /** Start the board's own firmware, to its prompt. */
    protected void bootsYamon(Asset rom) {
        archiveExtract(rom);
        setMachine("malta");
        vm().setConsole();
        vm().addArgs("-bios", scratchFile("yamon-02.22.bin"));
        vm().launch();

        interruptInteractiveConsoleUntilPattern("YAMON ROM Monitor", "YAMON>");
        waitForConsolePattern("YAMON>");
        vm().shutdown();
    }
}
