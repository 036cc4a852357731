package org.qemu.functional.tests.x86_64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;

/** Proves that images for the default machine boot. */
@Resources(memory = "2448M", kvm = true)
class MultiprocessTest extends QemuSystemTest {
    static final Asset KERNEL_X86 =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/31/Everything/x86_64/os/images/pxeboot/vmlinuz",
                    "d4738d03dbbe083ca610d0821d0a8f1488bebbdccef54ce33e3adb35fda00129");
    static final Asset INITRD_X86 =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/31/Everything/x86_64/os/images/pxeboot/initrd.img",
                    "3b6cb5c91a14c42e2f61520f1689264d865e772a1f0069e660a800d31dd61fb9");

    @Test
    void bootsMultiprocess() {
        requireAccelerator("kvm");
        requireDevice("x-pci-proxy-dev");
        Path kernel = KERNEL_X86.fetch();
        Path initrd = INITRD_X86.fetch();
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
                        "pc",
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
                        "printk.time=0 console=ttyS0 rdinit=/bin/bash",
                        "-device",
                        "x-pci-proxy-dev,id=lsi1,fd=3");
        vm().launch();

        waitForConsolePattern("as init process", "Kernel panic - not syncing");
        execCommand("mount -t sysfs sysfs /sys");
        execCommandAndWaitForPattern("cat /sys/bus/pci/devices/*/uevent", "PCI_ID=1000:0012");
    }
}
