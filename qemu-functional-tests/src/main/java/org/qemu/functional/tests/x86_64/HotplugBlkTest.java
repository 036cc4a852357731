package org.qemu.functional.tests.x86_64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;
import org.qemu.functional.machine.QemuMachine;

/** Proves that images for the machine {@code q35} boot. */
@Resources(kvm = true)
class HotplugBlkTest extends LinuxKernelTest {
    static final Asset KERNEL =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/31/Server/x86_64/os/images/pxeboot/vmlinuz",
                    "d4738d03dbbe083ca610d0821d0a8f1488bebbdccef54ce33e3adb35fda00129");
    static final Asset INITRD =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/31/Server/x86_64/os/images/pxeboot/initrd.img",
                    "277cd6c7adf77c7e63d73bbb2cded8ef9e2d3a2f100000e92ff1f8396513cd8b");

    @Test
    void boots() {
        requireAccelerator("kvm");
        setMachine("q35");
        vm().addArgs(
                        "-accel",
                        "kvm",
                        "-device",
                        "pcie-pci-bridge,id=pci.1,bus=pcie.0",
                        "-m",
                        "1G",
                        "-append",
                        "console=ttyS0 rd.rescue");
        Path kernel = KERNEL.fetch();
        Path initrd = INITRD.fetch();
        launchKernel(kernel, initrd, null, "Entering emergency mode.");
        waitForConsolePattern("# ");
        vm().cmd("blockdev-add", "driver", "null-co", "size", 1073741824, "node-name", "disk");
        execCommandAndWaitForPattern("while test -e /sys/block/vda ; do sleep 0.2 ; done", "# ");
        vm().cmd(
                        "device_add",
                        "driver",
                        "virtio-blk-pci",
                        "drive",
                        "disk",
                        "id",
                        "virtio-disk0",
                        "bus",
                        "pci.1",
                        "addr",
                        "1");
        waitForConsolePattern("virtio_blk virtio0: [vda]");
        execCommandAndWaitForPattern("while ! test -e /sys/block/vda ; do sleep 0.2 ; done", "# ");
        vm().cmd("device_del", "id", "virtio-disk0");
        vm().eventWait(
                        "DEVICE_DELETED",
                        QemuMachine.EVENT_TIMEOUT,
                        event -> event.at("/data/device").asText().equals("virtio-disk0"));
        execCommandAndWaitForPattern("while test -e /sys/block/vda ; do sleep 0.2 ; done", "# ");
    }
}
