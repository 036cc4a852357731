package org.qemu.functional.tests;

import java.nio.file.Path;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.image.ImageFiles;

/** Base class of the tests of boards with an Allwinner processor: Armbian's kernel and SD cards. */
public abstract class AllwinnerTest extends LinuxKernelTest {
    /** Armbian's kernel and the device trees of all these boards. */
    protected static final Asset DEB =
            Asset.of(
                    "https://apt.armbian.com/pool/main/l/linux-6.6.16/linux-image-current-sunxi_24.2.1_armhf__6.6.16-Seb3e-D6b4a-P2359-Ce96bHfe66-HK01ba-V014b-B067e-R448a.deb",
                    "3d968c15b121ede871dce49d13ee7644d6f74b6b121b84c9a40f51b0c80d6d22");

    /** An initrd with BusyBox for an ARMv7 processor; it prints a message when it has booted. */
    protected static final Asset ARMV7_INITRD =
            Asset.of(
                    "https://github.com/groeck/linux-build-test/raw/2eb0a73b5d5a28df3170c546ddaaa9757e1e0848/rootfs/arm/rootfs-armv7a.cpio.gz",
                    "2c8dbdb16ea7af2dfbcbea96044dde639fb07d09fd3c4fb31f2027ef71e55ddd");

    /** A root file system for an SD card. */
    protected static final Asset ROOTFS =
            Asset.of(
                    "http://storage.kernelci.org/images/rootfs/buildroot/buildroot-baseline/20230703.0/armel/rootfs.ext2.xz",
                    "42b44a12965ac0afe9a88378527fb698a7dc76af50495efc2361ee1595b4e5c6");

    private static final String REBOOTS = "reboot: Restarting system";

    private final String machine;
    private final String deviceTree;
    private final String processor;

    /**
     * Create a test of a board.
     *
     * @param deviceTree its file in the kernel's package
     * @param processor the processor's name in {@code /proc/cpuinfo}
     */
    protected AllwinnerTest(String machine, String deviceTree, String processor) {
        this.machine = machine;
        this.deviceTree = deviceTree;
        this.processor = processor;
    }

    /** Boot the kernel until it prints its command line. */
    protected void bootsKernel() {
        String commandLine =
                KERNEL_COMMON_COMMAND_LINE
                        + "console=ttyS0,115200n8 earlycon=uart,mmio32,0x1c28000";
        setMachine(machine);
        launch(commandLine);

        waitForConsolePattern("Kernel command line: " + commandLine);
    }

    /**
     * Boot an initrd, check the processor and the bus, and reboot.
     *
     * @param options additional options of the kernel, each followed by a space
     */
    protected void bootsInitrd(Asset initrd, String options) {
        setMachine(machine);
        vm().addArgs("-initrd", uncompress(initrd), "-no-reboot");
        launch(serial(options));

        waitForConsolePattern("Boot successful.");
        showsProcessor();
        showsBus();
        reboots();
    }

    /** Boot a disk at the SATA port, find it as {@code sda}, and reboot. */
    protected void bootsSataDisk(Asset disk) {
        setMachine(machine);
        vm().addArgs("-drive", "if=none,format=raw,id=disk0,file=" + uncompress(disk));
        vm().addArgs("-device", "ide-hd,bus=ide.0,drive=disk0", "-no-reboot");
        launch(serial("usbcore.nousb root=/dev/sda ro "));

        waitForConsolePattern("Boot successful.");
        showsProcessor();
        execCommandAndWaitForPattern("cat /proc/partitions", "sda");
        reboots();
    }

    /**
     * Boot {@link #ROOTFS} from an SD card and use the network.
     *
     * @param root the kernel's name of the card
     * @param card the name of the card in {@code /proc/partitions}
     * @param network QEMU's arguments for a network card
     */
    protected void bootsSdCard(String root, String card, String... network) {
        setMachine(machine);
        requireNetdev("user");
        insertSdCard(ROOTFS);
        vm().addArgs((Object[]) network).addArgs("-no-reboot");
        launch(serial("root=" + root + " rootwait rw "));

        waitForConsolePattern("/bin/sh: can't access tty; job control turned off");
        showsProcessor();
        execCommandAndWaitForPattern("cat /proc/partitions", card);
        execCommandAndWaitForPattern("ifconfig eth0 up", "eth0: Link is Up");
        execCommandAndWaitForPattern("udhcpc eth0", "udhcpc: lease of 10.0.2.15 obtained");
        execCommandAndWaitForPattern(
                "ping -c 3 10.0.2.2", "3 packets transmitted, 3 packets received, 0% packet loss");
        reboots();
    }

    /** Start the boot loader of a complete SD card, whose kernel configures the network itself. */
    protected void startsSdCard(Asset image) {
        setMachine(machine);
        requireNetdev("user");
        insertSdCard(image);
        vm().setConsole();
        vm().addArgs("-nic", "user", "-no-reboot");
        vm().launch();

        waitForConsolePattern("U-Boot SPL");
    }

    /** Boot OpenWrt from its SD card to a shell. */
    protected void bootsOpenWrt(Asset image) {
        startsSdCard(image);
        interruptInteractiveConsoleUntilPattern("Hit any key to stop autoboot:", "=>");
        bootsWith("usbcore.nousb noreboot");
        waitForConsolePattern("Please press Enter to activate this console.");
        execCommandAndWaitForPattern(" ", "root@");
        showsProcessor();
    }

    /** Set additional options of the kernel at the boot loader's prompt, and boot. */
    protected void bootsWith(String options) {
        execCommandAndWaitForPattern(
                "setenv extraargs '" + KERNEL_COMMON_COMMAND_LINE + options + "'", "=>");
        execCommandAndWaitForPattern("boot", "Starting kernel ...");
    }

    /** Check a device on the bus; requires a shell prompt. */
    protected void showsBus() {
        execCommandAndWaitForPattern("cat /proc/iomem", "system-control@1c00000");
    }

    /** Reboot, and wait until QEMU exits; requires a shell prompt. */
    protected void reboots() {
        execCommandAndWaitForPattern("reboot", REBOOTS);
        vm().waitForExit();
    }

    private void showsProcessor() {
        execCommandAndWaitForPattern("cat /proc/cpuinfo", processor);
    }

    private static String serial(String options) {
        return KERNEL_COMMON_COMMAND_LINE + "console=ttyS0,115200 " + options + "panic=-1 noreboot";
    }

    private void insertSdCard(Asset image) {
        Path card = uncompress(image);
        ImageFiles.imagePow2ceilExpand(card);
        vm().addArgs("-drive", "file=" + card + ",if=sd,format=raw");
    }

    private void launch(String commandLine) {
        vm().setConsole();
        vm().addArgs("-kernel", file("boot/vmlinuz-6.6.16-current-sunxi"));
        vm().addArgs("-dtb", file("usr/lib/linux-image-6.6.16-current-sunxi/" + deviceTree));
        vm().addArgs("-append", commandLine);
        vm().launch();
    }

    private Path file(String member) {
        return archiveExtract(DEB, member);
    }
}
