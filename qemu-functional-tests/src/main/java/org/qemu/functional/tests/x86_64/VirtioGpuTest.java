package org.qemu.functional.tests.x86_64;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LaunchRequirement;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;

/** Proves that Linux uses a graphics card with OpenGL, in QEMU and in a program beside it. */
@Resources(memory = "2448M", kvm = true)
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
        boot(kernel, initrd, "-machine", "pc,accel=kvm", "-device", "virtio-vga-gl");
    }

    @Test
    void bootsVhostUserVgaVirgl() {
        requireAccelerator("kvm");
        requireDevice("vhost-user-vga");
        Path program = VhostUserProgram.find(this, "vhost-user-gpu");
        Path kernel = KERNEL.fetch();
        Path initrd = INITRD.fetch();
        Path socket = socketDir().resolve("vhost-user-gpu.sock");
        List<String> command = List.of(program.toString(), "--virgl", "--socket-path=" + socket);
        Path log = logFile("vhost-user-gpu.log");
        try (VhostUserProgram gpu = VhostUserProgram.start(socket, log, command)) {
            boot(
                    kernel,
                    initrd,
                    "-object",
                    "memory-backend-memfd,id=mem,size=2G",
                    "-machine",
                    "pc,memory-backend=mem,accel=kvm",
                    "-chardev",
                    "socket,id=vug,path=" + socket,
                    "-device",
                    "vhost-user-vga,chardev=vug");
            gpu.assertRuns();
            vm().shutdown();
        }
    }

    private void boot(Path kernel, Path initrd, Object... args) {
        vm().setConsole();
        vm().addArgs("-cpu", "host", "-m", "2G");
        vm().addArgs(args);
        vm().addArgs("-display", "egl-headless");
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
