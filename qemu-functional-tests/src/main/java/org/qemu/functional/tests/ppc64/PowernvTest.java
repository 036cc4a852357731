package org.qemu.functional.tests.ppc64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;

/**
 * Proves that images for the machines {@code powernv}, {@code powernv10}, {@code powernv11}, {@code
 * powernv8} and {@code powernv9} boot.
 */
@Resources(cores = 4)
class PowernvTest extends LinuxKernelTest {
    static final Asset KERNEL =
            Asset.of(
                    "https://github.com/legoater/qemu-ppc-boot/raw/refs/heads/main/buildroot/qemu_ppc64le_powernv8-2025.02/vmlinux",
                    "6fd29aff9ad4362511ea5d0acbb510667c7031928e97d64ec15bbc5daf4b8151");
    static final Asset INITRD =
            Asset.of(
                    "https://github.com/legoater/qemu-ppc-boot/raw/refs/heads/main/buildroot/qemu_ppc64le_powernv8-2025.02/rootfs.ext2",
                    "aee2192b692077c4bde31cb56ce474424b358f17cec323d5c94af3970c9aada2");
    static final Asset SAMPLE_DTB =
            Asset.of(
                    "https://github.com/roz3x/qemu/raw/refs/heads/sample-dtb/qemu-powernv11.dtb",
                    "ea1271516264eea1eb58a067a99d0c2ca9528be8dc7d4e46bb2d5ae0d42fc568");

    private static final String PANIC = "Kernel panic - not syncing";

    @Test
    void bootsLinuxBoot() {
        setMachine("powernv");
        requireAccelerator("tcg");
        Path kernel = KERNEL.fetch();
        vm().setConsole();
        vm().addArgs("-kernel", kernel, "-append", KERNEL_COMMON_COMMAND_LINE + "console=hvc0 ");
        vm().launch();

        waitForConsolePattern("VFS: Cannot open root device");
    }

    @Test
    void bootsLinuxSmpBoot() {
        setMachine("powernv");
        vm().addArgs("-smp", "4");
        requireAccelerator("tcg");
        Path kernel = KERNEL.fetch();
        vm().setConsole();
        vm().addArgs("-kernel", kernel, "-append", KERNEL_COMMON_COMMAND_LINE + "console=hvc0 ");
        vm().launch();

        waitForConsolePattern("smp: Brought up 1 node, 4 CPUs");
        waitForConsolePattern("VFS: Cannot open root device");
    }

    @Test
    void bootsLinuxSmpHptBoot() {
        boot(
                "4",
                "console=hvc0 disable_radix",
                "hash-mmu: Initializing hash mmu",
                "smp: Brought up 1 node, 4 CPUs");
    }

    @Test
    void bootsLinuxSmtBoot() {
        boot(
                "4,threads=4",
                "console=hvc0 ",
                "CPU maps initialized for 4 threads per core",
                "smp: Brought up 1 node, 4 CPUs");
    }

    @Test
    void bootsLinuxBigBoot() {
        boot(
                "16,threads=4,cores=2,sockets=2",
                "console=hvc0 ",
                "CPU maps initialized for 4 threads per core",
                "smp: Brought up 2 nodes, 16 CPUs");
    }

    @Test
    void usesADeviceTreeOfItsUser() {
        setMachine("powernv11");
        requireAccelerator("tcg");
        Path kernel = KERNEL.fetch();
        Path deviceTree = SAMPLE_DTB.fetch();
        vm().setConsole();
        vm().addArgs("-kernel", kernel, "-dtb", deviceTree);
        vm().launch();

        waitForConsolePattern("Kernel command line: hello world", PANIC);
    }

    /** The card is on the second socket, whose CPU is off, so others have to get its interrupts. */
    @Test
    void interruptsCpusOfOtherSockets() {
        requireAccelerator("tcg");
        requireNetdev("user");
        setMachine("powernv");
        vm().addArgs("-smp", "4,sockets=4,cores=1,threads=1");
        vm().addArgs("-netdev", "user,id=net0", "-device", "e1000e,netdev=net0,bus=pcie.6");
        Path kernel = KERNEL.fetch();
        Path image = INITRD.fetch();
        vm().setConsole();
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-drive",
                        "file=" + image + ",format=raw,if=none,id=drive0,readonly=on",
                        "-append",
                        "root=/dev/nvme0n1 console=hvc0",
                        "-device",
                        "nvme,drive=drive0,bus=pcie.2,addr=0x0,serial=1234");
        vm().launch();

        waitForConsolePattern("CPU maps initialized for 1 thread per core", PANIC);
        waitForConsolePattern("smp: Brought up 4 nodes, 4 CPUs", PANIC);
        waitForConsolePattern("Run /sbin/init as init process", PANIC);
        waitForConsolePattern("login:", PANIC);
        run("root");
        run("echo 0 > /sys/devices/system/cpu/cpu1/online");
        run("export CPU1_STATE=$(cat /sys/devices/system/cpu/cpu1/online)");
        check("[ $CPU1_STATE -eq 0 ]");
        run("export RX_IRQ=$(awk '/eth0-rx/ {print $1}' /proc/interrupts | tr -d ':')");
        run("export TX_IRQ=$(awk '/eth0-tx/ {print $1}' /proc/interrupts | tr -d ':')");
        run("echo 2 > /proc/irq/$RX_IRQ/smp_affinity_list");
        run("echo 3 > /proc/irq/$TX_IRQ/smp_affinity_list");
        run("export RX_BEFORE=$(awk '/eth0-rx/ {print $3}' /proc/interrupts)");
        run("export TX_BEFORE=$(awk '/eth0-tx/ {print $4}' /proc/interrupts)");
        run(
                "c=0; while ! ip addr show eth0 | grep 'inet 10.0.2'; do sleep 1; c=$((c+1)); [ $c -gt 15 ] && break; done");
        check("ip addr show eth0 | grep 'inet 10.0.2'");
        run("ping -W2 -c5 10.0.2.2");
        run("cat /proc/interrupts | grep eth0");
        run("export RX_AFTER=$(awk '/eth0-rx/ {print $3}' /proc/interrupts)");
        run("export TX_AFTER=$(awk '/eth0-tx/ {print $4}' /proc/interrupts)");
        check("[ $RX_AFTER -gt $RX_BEFORE ]");
        check("[ $TX_AFTER -gt $TX_BEFORE ]");
    }

    private void run(String command) {
        execCommandAndWaitForPattern(command, "#", PANIC);
    }

    /**
     * Run a command that must succeed. The variable keeps the word for a failure out of the echo.
     */
    private void check(String command) {
        run("export __FAIL_MSG=Fail");
        execCommandAndWaitForPattern(command + " || echo $__FAIL_MSG", "#", "Fail");
    }

    @Test
    void bootsPowernv8() {
        boot2("powernv8", "CPU: P8 generation processor");
    }

    @Test
    void bootsPowernv9() {
        boot2("powernv9", "CPU: P9 generation processor");
    }

    @Test
    void bootsPowernv10() {
        boot2("powernv10", "CPU: P10 generation processor");
    }

    @Test
    void bootsPowernv11() {
        boot2("powernv11", "CPU: Power11 generation processor");
    }

    private void boot(String cpus, String commandLine, String pattern, String pattern2) {
        setMachine("powernv");
        vm().addArgs("-smp", cpus);
        requireAccelerator("tcg");
        Path kernel = KERNEL.fetch();
        vm().setConsole();
        vm().addArgs("-kernel", kernel, "-append", KERNEL_COMMON_COMMAND_LINE + commandLine);
        vm().launch();

        waitForConsolePattern(pattern);
        waitForConsolePattern(pattern2);
        waitForConsolePattern("VFS: Cannot open root device");
    }

    private void boot2(String machine, String pattern) {
        setMachine(machine);
        requireAccelerator("tcg");
        Path kernel = KERNEL.fetch();
        Path image = INITRD.fetch();
        vm().setConsole();
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-drive",
                        "file=" + image + ",format=raw,if=none,id=drive0,readonly=on",
                        "-append",
                        "root=/dev/nvme0n1 console=tty0 console=hvc0",
                        "-device",
                        "pcie-pci-bridge,id=bridge1,bus=pcie.1,addr=0x0",
                        "-device",
                        "nvme,drive=drive0,bus=pcie.2,addr=0x0,serial=1234",
                        "-device",
                        "e1000e,bus=bridge1,addr=0x3",
                        "-device",
                        "nec-usb-xhci,bus=bridge1,addr=0x2");
        vm().launch();

        waitForConsolePattern(pattern);
        waitForConsolePattern("INIT: Starting kernel at ");
        waitForConsolePattern("Run /sbin/init as init process");
    }
}
