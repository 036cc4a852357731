package org.qemu.functional.tests.aarch64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LaunchRequirement;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipIfMissingCommands;

/** Proves that images for the machine {@code virt} boot. */
class VirtGpuTest extends LinuxKernelTest {
    static final Asset VIRT_GPU_KERNEL =
            Asset.of(
                    "https://share.linaro.org/downloadFile?id=lL8wgnMmSXZo7Co",
                    "7888c51c55d37e86bbbdeb5acea9f08c34e6b0f03c1f5b2463285f6a6f6eec8b");
    static final Asset VIRT_GPU_ROOTFS =
            Asset.of(
                    "https://share.linaro.org/downloadFile?id=qOn1wbfKmS6KVHZ",
                    "d45118c899420b7e673f1539a37a35480134b3e36e3a59e2cb69b1781cbb14ef");

    @Test
    @SkipIfMissingCommands("zstd")
    void bootsVirtWithVirglGpu() {
        boot(
                "virtio-gpu-gl-pci",
                "weston -B headless --renderer gl --shell kiosk -- glmark2-wayland --validate -b build -b texture -b shading -b bump -b desktop -b buffer");
    }

    @Test
    @SkipIfMissingCommands("zstd")
    void bootsVirtWithVirglBlobsGpu() {
        boot(
                "virtio-gpu-gl-pci,hostmem=4G,blob=on",
                "weston -B headless --renderer gl --shell kiosk -- glmark2-wayland -b:duration=1.0");
    }

    private void boot(String device, String command) {
        requireDevice("virtio-gpu-gl-pci");
        setMachine("virt");
        requireAccelerator("tcg");
        Path kernel = VIRT_GPU_KERNEL.fetch();
        Path image = uncompress(VIRT_GPU_ROOTFS, "zstd");
        vm().setConsole();
        vm().addArgs(
                        "-accel",
                        "tcg",
                        "-cpu",
                        "cortex-a72",
                        "-machine",
                        "virt,gic-version=max",
                        "-kernel",
                        kernel,
                        "-append",
                        KERNEL_COMMON_COMMAND_LINE + "console=ttyAMA0 root=/dev/vda");
        vm().addArgs(
                        "-smp",
                        "2",
                        "-m",
                        "2048",
                        "-device",
                        device,
                        "-display",
                        "egl-headless",
                        "-display",
                        "dbus,gl=on",
                        "-device",
                        "virtio-blk-device,drive=hd0");
        vm().addArgs(
                        "-blockdev",
                        "driver=raw,file.driver=file,node-name=hd0,read-only=on,file.filename="
                                + image,
                        "-snapshot");
        LaunchRequirement.launchWithOpenGl(vm());

        waitForConsolePattern("buildroot login:");
        execCommandAndWaitForPattern("root", "#");
        execCommandAndWaitForPattern("export XDG_RUNTIME_DIR=/tmp", "#");
        execCommandAndWaitForPattern("export PS1='RES=[$?] # '", "RES=[0] # ");
        execCommandAndWaitForPattern(command, "RES=[0] # ");
    }
}
