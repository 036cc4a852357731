package org.qemu.functional.tests.ppc64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/**
 * Proves that images for the machines {@code powernv}, {@code powernv10}, {@code powernv11}, {@code
 * powernv8} and {@code powernv9} boot.
 */
class PowernvTest extends LinuxKernelTest {
    static final Asset KERNEL =
            Asset.of(
                    "https://github.com/legoater/qemu-ppc-boot/raw/refs/heads/main/buildroot/qemu_ppc64le_powernv8-2025.02/vmlinux",
                    "6fd29aff9ad4362511ea5d0acbb510667c7031928e97d64ec15bbc5daf4b8151");
    static final Asset INITRD =
            Asset.of(
                    "https://github.com/legoater/qemu-ppc-boot/raw/refs/heads/main/buildroot/qemu_ppc64le_powernv8-2025.02/rootfs.ext2",
                    "aee2192b692077c4bde31cb56ce474424b358f17cec323d5c94af3970c9aada2");

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
