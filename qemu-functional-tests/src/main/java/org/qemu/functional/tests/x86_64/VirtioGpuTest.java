package org.qemu.functional.tests.x86_64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LaunchRequirement;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the default machine boot. */
class VirtioGpuTest extends QemuSystemTest {
    static final Asset KERNEL =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/33/Everything/x86_64/os/images/pxeboot/vmlinuz",
                    "2dc5fb5cfe9ac278fa45640f3602d9b7a08cc189ed63fd9b162b07073e4df397");
    static final Asset INITRD =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/33/Everything/x86_64/os/images/pxeboot/initrd.img",
                    "c49b97f893a5349e4883452178763e402bdc5caa8845b226a2d1329b5f356045");

    @Test
    void bootsVirtioVgaVirgl() {
        requireAccelerator("kvm");
        requireDevice("virtio-vga-gl");
        Path kernel = KERNEL.fetch();
        Path initrd = INITRD.fetch();
        vm().setConsole();
        vm().addArgs(
                        "-cpu",
                        "host",
                        "-m",
                        "2G",
                        "-machine",
                        "pc,accel=kvm",
                        "-device",
                        "virtio-vga-gl",
                        "-display",
                        "egl-headless");
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-initrd",
                        initrd,
                        "-append",
                        "printk.time=0 console=ttyS0 rdinit=/bin/bash");
        LaunchRequirement.launchWithOpenGl(vm());

        waitForConsolePattern("as init process", "Kernel panic - not syncing");
        execCommandAndWaitForPattern("/usr/sbin/modprobe virtio_gpu", "features: +virgl +edid");
    }
}
