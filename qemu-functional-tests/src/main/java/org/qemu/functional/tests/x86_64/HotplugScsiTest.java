package org.qemu.functional.tests.x86_64;

import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;
import org.qemu.functional.machine.QemuMachine;

/** Proves that a running Linux detects an added and a removed SCSI disk. */
@Resources(kvm = true)
class HotplugScsiTest extends LinuxKernelTest {
    static final Asset KERNEL = HotplugBlkTest.KERNEL;
    static final Asset INITRD = HotplugBlkTest.INITRD;

    @Test
    void seesAScsiDiskComeAndGo() {
        requireAccelerator("kvm");
        setMachine("q35");
        vm().addArgs("-accel", "kvm", "-device", "pcie-pci-bridge,id=pci.1,bus=pcie.0");
        vm().addArgs("-m", "1G", "-append", "console=ttyS0 rd.rescue");
        Path kernel = KERNEL.fetch();
        Path initrd = INITRD.fetch();
        launchKernel(kernel, initrd, null, "Entering emergency mode.");
        waitForConsolePattern("# ");

        vm().cmd("blockdev-add", "driver", "null-co", "size", 1073741824, "node-name", "disk0");
        vm().cmd(
                        "device_add",
                        "driver",
                        "virtio-scsi-pci",
                        "id",
                        "scsi0",
                        "bus",
                        "pci.1",
                        "addr",
                        "1");
        awaitThatDiskIsAbsent();
        vm().cmd(
                        "device_add",
                        "driver",
                        "scsi-hd",
                        "drive",
                        "disk0",
                        "bus",
                        "scsi0.0",
                        "id",
                        "scsi-disk0");
        waitForConsolePattern("[sda] Attached SCSI disk");
        execCommandAndWaitForPattern("while ! test -e /sys/block/sda ; do sleep 0.2 ; done", "# ");

        vm().cmd("device_del", "id", "scsi-disk0");
        vm().eventWait(
                        "DEVICE_DELETED",
                        QemuMachine.EVENT_TIMEOUT,
                        Map.of("data", Map.of("device", "scsi-disk0")));
        awaitThatDiskIsAbsent();
    }

    private void awaitThatDiskIsAbsent() {
        execCommandAndWaitForPattern("while test -e /sys/block/sda ; do sleep 0.2 ; done", "# ");
    }
}
