package org.qemu.functional.tests.aarch64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;

/** Proves that images for the default machine boot. */
@Resources(memory = "2448M", kvm = true)
class MultiprocessTest extends QemuSystemTest {
    static final Asset KERNEL_AARCH64 =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/31/Everything/aarch64/os/images/pxeboot/vmlinuz",
                    "3ae07fcafbfc8e4abeb693035a74fe10698faae15e9ccd48882a9167800c1527");
    static final Asset INITRD_AARCH64 =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/31/Everything/aarch64/os/images/pxeboot/initrd.img",
                    "9fd230cab10b1dafea41cf00150e6669d37051fad133bd618d2130284e16d526");

    @Test
    void bootsMultiprocess() {
        requireAccelerator("kvm");
        requireDevice("x-pci-proxy-dev");
        Path kernel = KERNEL_AARCH64.fetch();
        Path initrd = INITRD_AARCH64.fetch();
        vm("vm1")
                .addArgs(
                        "-machine",
                        "x-remote",
                        "-nodefaults",
                        "-device",
                        "lsi53c895a,id=lsi1",
                        "-object",
                        "x-remote-object,id=robj1,devid=lsi1,fd=4");
        vm("vm1").launch();

        vm().setConsole();
        vm().addArgs(
                        "-machine",
                        "virt,gic-version=3",
                        "-accel",
                        "kvm",
                        "-cpu",
                        "host",
                        "-object",
                        "memory-backend-memfd,id=sysmem-file,size=2G",
                        "--numa",
                        "node,memdev=sysmem-file",
                        "-m",
                        "2048");
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-initrd",
                        initrd,
                        "-append",
                        "printk.time=0 rdinit=/bin/bash console=ttyAMA0",
                        "-device",
                        "x-pci-proxy-dev,id=lsi1,fd=3");
        vm().launch();

        waitForConsolePattern("as init process", "Kernel panic - not syncing");
        execCommand("mount -t sysfs sysfs /sys");
        execCommandAndWaitForPattern("cat /sys/bus/pci/devices/*/uevent", "PCI_ID=1000:0012");
    }
}
