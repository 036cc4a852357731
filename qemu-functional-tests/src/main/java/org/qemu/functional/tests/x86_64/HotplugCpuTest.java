package org.qemu.functional.tests.x86_64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;

/** Proves that images for the default machine boot. */
@Resources(kvm = true)
class HotplugCpuTest extends LinuxKernelTest {
    static final Asset KERNEL =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/31/Server/x86_64/os/images/pxeboot/vmlinuz",
                    "d4738d03dbbe083ca610d0821d0a8f1488bebbdccef54ce33e3adb35fda00129");
    static final Asset INITRD =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/31/Server/x86_64/os/images/pxeboot/initrd.img",
                    "277cd6c7adf77c7e63d73bbb2cded8ef9e2d3a2f100000e92ff1f8396513cd8b");

    @Test
    void bootsHotplug() {
        requireAccelerator("kvm");
        vm().addArgs(
                        "-accel",
                        "kvm",
                        "-cpu",
                        "Haswell",
                        "-smp",
                        "1,sockets=1,cores=2,threads=1,maxcpus=2",
                        "-m",
                        "1G",
                        "-append",
                        "console=ttyS0 rd.rescue");
        Path kernel = KERNEL.fetch();
        Path initrd = INITRD.fetch();
        launchKernel(kernel, initrd, null, "Entering emergency mode.");
        waitForConsolePattern("# ");
        execCommandAndWaitForPattern("cd /sys/devices/system/cpu/cpu0", "cpu0#");
        execCommandAndWaitForPattern(
                "cd /sys/devices/system/cpu/cpu1", "No such file or directory");
        vm().cmd(
                        "device_add",
                        "driver",
                        "Haswell-x86_64-cpu",
                        "id",
                        "c1",
                        "socket-id",
                        0,
                        "core-id",
                        1,
                        "thread-id",
                        0);
        waitForConsolePattern("CPU1 has been hot-added");
        execCommandAndWaitForPattern("cd /sys/devices/system/cpu/cpu1", "cpu1#");
        execCommandAndWaitForPattern("cd ..", "# ");
        vm().cmd("device_del", "id", "c1");
        execCommandAndWaitForPattern(
                "while cd /sys/devices/system/cpu/cpu1 ; do sleep 0.2 ; done",
                "No such file or directory");
    }
}
