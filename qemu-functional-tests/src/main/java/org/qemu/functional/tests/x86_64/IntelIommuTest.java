package org.qemu.functional.tests.x86_64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code q35} boot. */
class IntelIommuTest extends LinuxKernelTest {
    static final Asset KERNEL =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/31/Server/x86_64/os/images/pxeboot/vmlinuz",
                    "d4738d03dbbe083ca610d0821d0a8f1488bebbdccef54ce33e3adb35fda00129");
    static final Asset INITRD =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/31/Server/x86_64/os/images/pxeboot/initrd.img",
                    "277cd6c7adf77c7e63d73bbb2cded8ef9e2d3a2f100000e92ff1f8396513cd8b");
    static final Asset DISKIMAGE =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/31/Cloud/x86_64/images/Fedora-Cloud-Base-31-1.9.x86_64.qcow2",
                    "e3c1b309d9203604922d6e255c2c5d098a309c2d46215d8fc026954f3c5c27a0");

    @Test
    void bootsIntelIommu() {
        boot(
                "intel-iommu,intremap=on",
                "root=/dev/vda1 console=ttyS0 net.ifnames=0 quiet rd.rescue intel_iommu=on");
    }

    @Test
    void bootsIntelIommuStrict() {
        boot(
                "intel-iommu,intremap=on",
                "root=/dev/vda1 console=ttyS0 net.ifnames=0 quiet rd.rescue intel_iommu=on,strict");
    }

    @Test
    void bootsIntelIommuStrictCm() {
        boot(
                "intel-iommu,intremap=on,caching-mode=on",
                "root=/dev/vda1 console=ttyS0 net.ifnames=0 quiet rd.rescue intel_iommu=on,strict");
    }

    @Test
    void bootsIntelIommuPt() {
        boot(
                "intel-iommu,intremap=on",
                "root=/dev/vda1 console=ttyS0 net.ifnames=0 quiet rd.rescue intel_iommu=on iommu=pt");
    }

    private void boot(String device, String commandLine) {
        setMachine("q35");
        requireAccelerator("kvm");
        requireNetdev("user");
        Path kernel = KERNEL.fetch();
        Path initrd = INITRD.fetch();
        Path image = DISKIMAGE.fetch();
        vm().addArgs(
                        "-drive",
                        "file=" + image + ",if=none,id=drv0,snapshot=on",
                        "-device",
                        "virtio-blk-pci,bus=pcie.0,drive=drv0,id=virtio-disk0,bootindex=1,werror=stop,rerror=stop,iommu_platform=on,disable-modern=off,disable-legacy=on",
                        "-device",
                        "virtio-gpu-pci,iommu_platform=on,disable-modern=off,disable-legacy=on",
                        "-netdev",
                        "user,id=n1,hostfwd=tcp:127.0.0.1:0-:8080",
                        "-device",
                        "virtio-net-pci,netdev=n1,iommu_platform=on,disable-modern=off,disable-legacy=on",
                        "-device",
                        "virtio-rng-pci,rng=rng0");
        vm().addArgs(
                        "-object",
                        "rng-random,id=rng0,filename=/dev/urandom",
                        "-m",
                        "1G",
                        "-accel",
                        "kvm",
                        "-device",
                        device,
                        "-machine",
                        "kernel_irqchip=split");
        vm().addArgs("-kernel", kernel, "-append", commandLine, "-initrd", initrd);
        vm().setConsole();
        vm().launch();

        waitForConsolePattern("Entering emergency mode.");
        waitForConsolePattern("# ");
        execCommandAndWaitForPattern("mount /dev/vda1 /sysroot", "# ");
        execCommandAndWaitForPattern(
                "cp /sysroot/boot/initramfs-5.3.7-301.fc31.x86_64.img /sysroot/root/data", "# ");
        execCommandAndWaitForPattern("umount /sysroot", "# ");
        execCommandAndWaitForPattern("mount /dev/vda1 /sysroot", "# ");
        execCommandAndWaitForPattern(
                "for d in dev proc sys run ; do mount -o bind /$d /sysroot/$d ; done", "# ");
        execCommandAndWaitForPattern("chroot /sysroot", "# ");
        execCommandAndWaitForPattern("cat /proc/cmdline", "intel_iommu=on");
        waitForConsolePattern("# ");
        execCommandAndWaitForPattern("dmesg | grep DMAR:", "IOMMU enabled");
        waitForConsolePattern("# ");
        execCommandAndWaitForPattern("find /sys/kernel/iommu_groups/ -type l", "devices/0000:00:");
        waitForConsolePattern("# ");
        execCommandAndWaitForPattern(
                "sha256sum /boot/initramfs-5.3.7-301.fc31.x86_64.img",
                "0dc7472f879be70b2f3daae279e3ae47175ffe249691e7d97f47222b65b8a720");
        waitForConsolePattern("# ");
        execCommandAndWaitForPattern(
                "sha256sum /root/data",
                "0dc7472f879be70b2f3daae279e3ae47175ffe249691e7d97f47222b65b8a720");
        waitForConsolePattern("# ");
        execCommandAndWaitForPattern("dhclient eth0", "# ");
        checkHttpDownload(
                "/boot/initramfs-5.3.7-301.fc31.x86_64.img",
                "0dc7472f879be70b2f3daae279e3ae47175ffe249691e7d97f47222b65b8a720",
                8080);
    }
}
