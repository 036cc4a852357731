package org.qemu.functional.tests.x86_64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LaunchRequirement;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the default machine boot. */
class KvmXenTest extends QemuSystemTest {
    static final Asset KERNEL =
            Asset.of(
                    "https://share.linaro.org/downloadFile?id=UG0V8dzzHrrHb9X",
                    "ec0ad7bb8c33c5982baee0a75505fe7dbf29d3ff5d44258204d6307c6fe0132a");
    static final Asset ROOTFS =
            Asset.of(
                    "https://share.linaro.org/downloadFile?id=VwLRKDXKFl6oKti",
                    "b11045d649006c649c184e93339aaa41a8fe20a1a86620af70323252eb29e40b");

    @Test
    void bootsKvmXenGuest() {
        boot(
                "printk.time=0 root=/dev/xvda console=ttyS0 quiet xen_emul_unplug=ide-disks",
                "grep xen-pirq.*msi /proc/interrupts",
                "virtio0-output");
    }

    @Test
    void bootsKvmXenGuestNomsi() {
        boot(
                "printk.time=0 root=/dev/xvda console=ttyS0 quiet xen_emul_unplug=ide-disks pci=nomsi",
                "grep xen-pirq.* /proc/interrupts",
                "virtio0");
    }

    @Test
    void bootsKvmXenGuestNoapicNomsi() {
        boot(
                "printk.time=0 root=/dev/xvda console=ttyS0 quiet xen_emul_unplug=ide-disks noapic pci=nomsi",
                "grep xen-pirq /proc/interrupts",
                "virtio0");
    }

    @Test
    void bootsKvmXenGuestVapic() {
        requireAccelerator("kvm");
        requireNetdev("user");
        vm().setConsole();
        vm().addArgs("-accel", "kvm,xen-version=0x4000a,kernel-irqchip=split", "-smp", "2");
        Path kernel = KERNEL.fetch();
        Path image = ROOTFS.fetch();
        vm().addArgs("-cpu", "host,+xen-vapic");
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-append",
                        "printk.time=0 root=/dev/xvda console=ttyS0 quiet xen_emul_unplug=ide-disks",
                        "-drive",
                        "file=" + image + ",if=none,snapshot=on,format=raw,id=drv0",
                        "-device",
                        "xen-disk,drive=drv0,vdev=xvda",
                        "-device",
                        "virtio-net-pci,netdev=unet",
                        "-netdev",
                        "user,id=unet,hostfwd=:127.0.0.1:0-:22");
        LaunchRequirement.launchWithXen(vm());

        waitForConsolePattern("Starting dropbear sshd: OK", "Oops");
        execCommandAndWaitForPattern("cat /proc/cmdline", "xen");
        execCommandAndWaitForPattern("dmesg | grep \"Grant table\"", "Grant table initialized");
        waitForConsolePattern("#", "Oops");
        execCommandAndWaitForPattern("grep xen-pirq /proc/interrupts", "acpi");
        waitForConsolePattern("#");
        execCommandAndWaitForPattern("grep PCI-MSI /proc/interrupts", "virtio0-output");
    }

    @Test
    void bootsKvmXenGuestNovector() {
        boot(
                "printk.time=0 root=/dev/xvda console=ttyS0 quiet xen_emul_unplug=ide-disks xen_no_vector_callback",
                "grep xen-platform-pci /proc/interrupts",
                "fasteoi");
    }

    @Test
    void bootsKvmXenGuestNovectorNomsi() {
        boot(
                "printk.time=0 root=/dev/xvda console=ttyS0 quiet xen_emul_unplug=ide-disks pci=nomsi xen_no_vector_callback",
                "grep xen-platform-pci /proc/interrupts",
                "IO-APIC");
    }

    @Test
    void bootsKvmXenGuestNovectorNoapic() {
        boot(
                "printk.time=0 root=/dev/xvda console=ttyS0 quiet xen_emul_unplug=ide-disks xen_no_vector_callback noapic",
                "grep xen-platform-pci /proc/interrupts",
                "XT-PIC");
    }

    private void boot(String commandLine, String command, String answer) {
        requireAccelerator("kvm");
        requireNetdev("user");
        vm().setConsole();
        vm().addArgs("-accel", "kvm,xen-version=0x4000a,kernel-irqchip=split", "-smp", "2");
        Path kernel = KERNEL.fetch();
        Path image = ROOTFS.fetch();
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-append",
                        commandLine,
                        "-drive",
                        "file=" + image + ",if=none,snapshot=on,format=raw,id=drv0",
                        "-device",
                        "xen-disk,drive=drv0,vdev=xvda",
                        "-device",
                        "virtio-net-pci,netdev=unet",
                        "-netdev",
                        "user,id=unet,hostfwd=:127.0.0.1:0-:22");
        LaunchRequirement.launchWithXen(vm());

        waitForConsolePattern("Starting dropbear sshd: OK", "Oops");
        execCommandAndWaitForPattern("cat /proc/cmdline", "xen");
        execCommandAndWaitForPattern("dmesg | grep \"Grant table\"", "Grant table initialized");
        waitForConsolePattern("#", "Oops");
        execCommandAndWaitForPattern(command, answer);
    }
}
