package org.qemu.functional.tests.aarch64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/**
 * Proves that Fedora uses disk and network behind an SMMUv3: release 31, whose kernel cannot
 * invalidate ranges, and release 33, whose kernel can.
 */
class SmmuTest extends LinuxKernelTest {
    static final Asset KERNEL_F31 =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/31/Server/aarch64/os/images/pxeboot/vmlinuz",
                    "3ae07fcafbfc8e4abeb693035a74fe10698faae15e9ccd48882a9167800c1527");
    static final Asset INITRD_F31 =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/31/Server/aarch64/os/images/pxeboot/initrd.img",
                    "9f3146b28bc531c689f3c5f114cb74e4bd7bd548e0ba19fa77921d8bd256755a");
    static final Asset DISK_F31 =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/31/Cloud/aarch64/images/Fedora-Cloud-Base-31-1.9.aarch64.qcow2",
                    "1e18d9c0cf734940c4b5d5ec592facaed2af0ad0329383d5639c997fdf16fe49");
    static final Asset KERNEL_F33 =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/33/Server/aarch64/os/images/pxeboot/vmlinuz",
                    "d8b1e6f7241f339d8e7609c456cf0461ffa4583ed07e0b55c7d1d8a0c154aa89");
    static final Asset INITRD_F33 =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/33/Server/aarch64/os/images/pxeboot/initrd.img",
                    "92513f55295c2c16a777f7b6c35ccd70a438e9e1e40b6ba39e0e60900615b3df");
    static final Asset DISK_F33 =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/33/Cloud/aarch64/images/Fedora-Cloud-Base-33-1.2.aarch64.qcow2",
                    "e7f75cdfd523fe5ac2ca9eeece68edc1a81f386a17f969c1d1c7c87031008a6b");

    private static final int GUEST_PORT = 8080;
    private static final String PROMPT = "# ";
    private static final String BEHIND_IOMMU =
            ",iommu_platform=on,disable-modern=off,disable-legacy=on";
    private static final String DEFAULT_OPTIONS =
            "earlyprintk=pl011,0x9000000 no_timer_check printk.time=1 rd_NO_PLYMOUTH net.ifnames=0"
                    + " console=ttyAMA0 rd.rescue";
    private static final String PASSTHROUGH = " iommu.passthrough=on";
    private static final String NOT_STRICT = " iommu.strict=0";

    @Test
    void usesDevicesWithoutRangeInvalidation() {
        usesDevicesOfF31("");
    }

    @Test
    void usesDevicesWithoutRangeInvalidationInPassthrough() {
        usesDevicesOfF31(PASSTHROUGH);
    }

    @Test
    void usesDevicesWithoutRangeInvalidationNotStrictly() {
        usesDevicesOfF31(NOT_STRICT);
    }

    @Test
    void usesDevicesWithRangeInvalidation() {
        usesDevicesOfF33("");
    }

    @Test
    void usesDevicesWithRangeInvalidationInPassthrough() {
        usesDevicesOfF33(PASSTHROUGH);
    }

    @Test
    void usesDevicesWithRangeInvalidationNotStrictly() {
        usesDevicesOfF33(NOT_STRICT);
    }

    private void usesDevicesOfF31(String options) {
        setUp();
        boots(KERNEL_F31, INITRD_F31, DISK_F31, DEFAULT_OPTIONS + options);
        usesDevices(
                "/boot/initramfs-5.3.7-301.fc31.aarch64.img",
                "1a4beec6607d94df73d9dd1b4985c9c23dd0fdcf4e6ca1351d477f190df7bef9");
    }

    private void usesDevicesOfF33(String options) {
        setUp();
        boots(KERNEL_F33, INITRD_F33, DISK_F33, DEFAULT_OPTIONS + options);
        usesDevices(
                "/boot/initramfs-5.8.15-301.fc33.aarch64.img",
                "079cfad0caa82e84c8ca1fb0897a4999dd769f262216099f518619e807a550d9");
    }

    private void setUp() {
        requireAccelerator("kvm");
        requireNetdev("user");
        setMachine("virt");
        vm().addArgs("-m", "1G", "-accel", "kvm", "-cpu", "host");
        vm().addArgs("-machine", "iommu=smmuv3", "-d", "guest_errors");
        vm().addArgs("-bios", firmwareFile("edk2-aarch64-code.fd"));
        vm().addArgs("-device", "virtio-rng-pci,rng=rng0");
        vm().addArgs("-object", "rng-random,id=rng0,filename=/dev/urandom");
    }

    private void boots(Asset kernel, Asset initrd, Asset disk, String options) {
        Path linux = kernel.fetch();
        vm().addArgs(
                        "-device",
                        "virtio-blk-pci,bus=pcie.0,drive=drv0,id=virtio-disk0,bootindex=1,werror=stop,rerror=stop"
                                + BEHIND_IOMMU);
        vm().addArgs(
                        "-drive",
                        "file=%s,if=none,cache=writethrough,id=drv0,snapshot=on"
                                .formatted(disk.fetch()));
        vm().addArgs("-netdev", "user,id=n1,hostfwd=tcp:127.0.0.1:0-:" + GUEST_PORT);
        vm().addArgs("-device", "virtio-net,netdev=n1" + BEHIND_IOMMU, "-append", options);
        launchKernel(linux, initrd.fetch(), null, "attach it to a bug report.");
        waitForConsolePattern(":");
        execCommandAndWaitForPattern("\n", PROMPT);
        execCommandAndWaitForPattern("cat /proc/cmdline", options);
    }

    private void usesDevices(String file, String sha256) {
        execCommandAndWaitForPattern("dmesg | grep smmu", "arm-smmu-v3");
        waitForConsolePattern(PROMPT);
        execCommandAndWaitForPattern("find /sys/kernel/iommu_groups/ -type l", "devices/0000:00:");
        waitForConsolePattern(PROMPT);

        // Unmounting drops the kernel's copy of what is written, so it is read from the disk.
        execCommandAndWaitForPattern("while ! (dmesg -c | grep vda:) ; do sleep 1 ; done", "vda2");
        execCommandAndWaitForPattern("mount /dev/vda2 /sysroot", "mounted filesystem");
        runs("cp /bin/vi /sysroot/root/vi");
        runs("umount /sysroot");
        runs("mount /dev/vda2 /sysroot");
        runs("for d in dev proc sys run ; do mount -o bind /$d /sysroot/$d ; done");
        runs("chroot /sysroot");
        execCommandAndWaitForPattern(
                "if diff -q /root/vi /usr/bin/vi ; then echo \"file\" \"ok\" ; else echo \"files differ\"; fi",
                "file ok");
        waitForConsolePattern(PROMPT);
        execCommandAndWaitForPattern("sha256sum " + file, sha256);

        runs("dhclient eth0");
        checkHttpDownload(file, sha256, GUEST_PORT);
    }

    private void runs(String command) {
        execCommandAndWaitForPattern(command, PROMPT);
    }
}
