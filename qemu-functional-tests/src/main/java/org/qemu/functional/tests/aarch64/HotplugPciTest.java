package org.qemu.functional.tests.aarch64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code virt} boot. */
class HotplugPciTest extends LinuxKernelTest {
    static final Asset KERNEL =
            Asset.of(
                    "https://ftp.debian.org/debian/dists/trixie/main/installer-arm64/20250803/images/netboot/debian-installer/arm64/linux",
                    "93a6e4f9627d759375d28f863437a86a0659e125792a435f8e526dda006b7d5e");
    static final Asset INITRD =
            Asset.of(
                    "https://ftp.debian.org/debian/dists/trixie/main/installer-arm64/20250803/images/netboot/debian-installer/arm64/initrd.gz",
                    "f6c78af7078ca67638ef3a50c926cd3c1485673243f8b37952e6bd854d6ba007");

    @Test
    void bootsHotplugPci() {
        setMachine("virt");
        requireAccelerator("tcg");
        vm().addArgs(
                        "-m",
                        "512M",
                        "-cpu",
                        "cortex-a57",
                        "-append",
                        "console=ttyAMA0,115200 init=/bin/sh",
                        "-device",
                        "pcie-root-port,bus=pcie.0,chassis=1,slot=1,id=pcie.1",
                        "-bios",
                        firmwareFile("edk2-aarch64-code.fd"));
        Path kernel = KERNEL.fetch();
        Path initrd = INITRD.fetch();
        launchKernel(kernel, initrd, null, "~ #");
        execCommandAndWaitForPattern("ls /sys/class/net | wc -l", "2");
        vm().cmd("device_add", "driver", "virtio-net-pci", "bus", "pcie.1", "addr", 0, "id", "na");
        waitForConsolePattern("virtio-pci");
        waitForConsolePattern("virtio_net");
        execCommandAndWaitForPattern("ls /sys/class/net | wc -l", "3");
        vm().cmd("device_del", "id", "na");
        execCommandAndWaitForPattern("ls /sys/class/net | wc -l", "2");
    }
}
