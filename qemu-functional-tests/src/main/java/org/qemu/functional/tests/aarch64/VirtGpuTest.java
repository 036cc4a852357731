package org.qemu.functional.tests.aarch64;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;
import org.qemu.functional.LaunchRequirement;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;
import org.qemu.functional.condition.SkipIfMissingCommands;
import org.qemu.functional.tests.HostProgram;

/** Proves that images for the machine {@code virt} boot. */
@Resources(cores = 2, memory = "2448M")
class VirtGpuTest extends LinuxKernelTest {
    static final Asset VIRT_GPU_KERNEL =
            Asset.of(
                    "https://share.linaro.org/downloadFile?id=lL8wgnMmSXZo7Co",
                    "7888c51c55d37e86bbbdeb5acea9f08c34e6b0f03c1f5b2463285f6a6f6eec8b");
    static final Asset VIRT_GPU_ROOTFS =
            Asset.of(
                    "https://share.linaro.org/downloadFile?id=qOn1wbfKmS6KVHZ",
                    "d45118c899420b7e673f1539a37a35480134b3e36e3a59e2cb69b1781cbb14ef");

    private static final Pattern NVIDIA =
            Pattern.compile("driverID\\s+=\\s+DRIVER_ID_NVIDIA_PROPRIETARY");

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

    @Test
    @SkipIfMissingCommands({"zstd", "vulkaninfo"})
    void bootsVirtWithVulkanGpu() {
        requireDevice("virtio-gpu-gl-pci");
        requireVulkan();
        boot(
                "virtio-gpu-gl-pci,hostmem=4G,blob=on,venus=on",
                "weston -B headless --renderer gl --shell kiosk -- vkmark -b:duration=1.0",
                "debug: stuck in fence wait with iter at");
    }

    /** Skip the test if the host's Vulkan does not work, or is Nvidia's, which Venus cannot use. */
    private static void requireVulkan() {
        String summary;
        try {
            summary = HostProgram.run("vulkaninfo", "--summary");
        } catch (UncheckedIOException e) {
            throw new TestAbortedException("Vulkan does not work on this host", e);
        }
        if (NVIDIA.matcher(summary).find()) {
            abort("the host has Nvidia's proprietary driver");
        }
    }

    private void boot(String device, String command) {
        boot(device, command, null);
    }

    private void boot(String device, String command, @Nullable String failure) {
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
        execCommandAndWaitForPattern(command, "RES=[0] # ", failure);
    }
}
