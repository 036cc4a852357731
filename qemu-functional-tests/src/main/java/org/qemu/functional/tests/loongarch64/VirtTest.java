package org.qemu.functional.tests.loongarch64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;

/** Proves that images for the machine {@code virt} boot. */
@Resources(cores = 4)
class VirtTest extends QemuSystemTest {
    static final Asset KERNEL =
            Asset.of(
                    "https://github.com/yangxiaojuan-loongson/qemu-binary/releases/download/2024-11-26/vmlinuz.efi",
                    "08b88a45f48a5fd92260bae895be4e5175be2397481a6f7821b9f39b2965b79e");
    static final Asset INITRD =
            Asset.of(
                    "https://github.com/yangxiaojuan-loongson/qemu-binary/releases/download/2024-11-26/ramdisk",
                    "03d6fb6f8ee64ecac961120a0bdacf741f17b3bee2141f17fa01908c8baf176a");
    static final Asset BIOS =
            Asset.of(
                    "https://github.com/yangxiaojuan-loongson/qemu-binary/releases/download/2024-11-26/QEMU_EFI.fd",
                    "f55fbf5d92e885844631ae9bfa8887f659bbb4f6ef2beea9e9ff8bc0603b6697");

    @Test
    void bootsDevices() {
        setMachine("virt");
        Path kernel = KERNEL.fetch();
        Path initrd = INITRD.fetch();
        Path bios = BIOS.fetch();
        vm().setConsole();
        vm().addArgs(
                        "-nographic",
                        "-smp",
                        "4",
                        "-m",
                        "1024",
                        "-cpu",
                        "la464",
                        "-kernel",
                        kernel,
                        "-initrd",
                        initrd,
                        "-bios",
                        bios,
                        "-append",
                        "printk.time=0 root=/dev/ram rdinit=/sbin/init console=ttyS0,115200");
        vm().launch();

        waitForConsolePattern("Run /sbin/init as init process", "Kernel panic - not syncing");
        execCommandAndWaitForPattern("cat /proc/cpuinfo", "processor\t\t: 3");
    }
}
