package org.qemu.functional.tests.s390x;

import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.tests.BusyboxInitrd;

/** Proves that Debian 12's kernel boots on s390-ccw-virtio and runs a shell on its console. */
class LinuxTest extends LinuxKernelTest {
    static final Asset KERNEL =
            Asset.of(
                    "debian:pool/main/l/linux/linux-image-6.1.0-50-s390x_6.1.176-1_s390x.deb",
                    "a9cbaa26e37f70caa41b66b23f82169eb82042471c1ee89592613b659b12c0dd");
    static final Asset BUSYBOX =
            Asset.of(
                    "debian:pool/main/b/busybox/busybox-static_1.35.0-4+deb12u1+b1_s390x.deb",
                    "65e29a4dea3ca365e9ee73a6b4fa2a42c8cbbd3b13753250e68b4835876fe316");
    static final String VMLINUZ = "boot/vmlinuz-6.1.0-50-s390x";

    @Test
    void runsAShell() {
        setMachine("s390-ccw-virtio");
        vm().addArgs("-nodefaults", "-m", "512M");
        vm().addArgs("-append", KERNEL_COMMON_COMMAND_LINE + "console=ttysclp0");
        launchKernel(
                archiveExtract(KERNEL, VMLINUZ),
                BusyboxInitrd.write(
                        archiveExtract(BUSYBOX, "bin/busybox"), scratchFile("initrd.cpio")),
                null,
                "Linux version 6.1.");
        waitForConsolePattern("built-in shell (ash)");
        execCommandAndWaitForPattern("echo $((6 * 7)) on $(uname -m)", "42 on s390x");
    }

    @Test
    @SuppressWarnings("try") // Only the scope is needed.
    void panicsWithoutARoot() {
        setMachine("s390-ccw-virtio");
        vm().addArgs("-nodefaults", "-m", "512M");
        vm().addArgs("-append", KERNEL_COMMON_COMMAND_LINE + "console=ttysclp0");
        try (QemuMachine.Scope expected = vm().disarm("kernel panic")) {
            launchKernel(archiveExtract(KERNEL, VMLINUZ), null, null, "Linux version 6.1.");
            waitForConsolePattern("VFS: Unable to mount root fs", null, vm());
        }
    }
}
