package org.qemu.functional.tests.ppc;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code sam460ex} boot. */
class Sam460exTest extends LinuxKernelTest {
    static final Asset BR2_SAM460EX_LINUX =
            Asset.of(
                    "https://github.com/legoater/qemu-ppc-boot/raw/refs/heads/main/buildroot/qemu_ppc_sam460ex-2023.11-8-gdcd9f0f6eb-20240105/vmlinux",
                    "6f46346f3e20e8b5fc050ff363f350f8b9d76a051b9e0bd7ea470cc680c14df2");

    @Test
    void bootsSam460exBuildroot() {
        setMachine("sam460ex");
        requireNetdev("user");
        Path kernel = BR2_SAM460EX_LINUX.fetch();
        vm().setConsole();
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-device",
                        "virtio-net-pci,netdev=net0",
                        "-netdev",
                        "user,id=net0");
        vm().launch();

        waitForConsolePattern("Linux version");
        waitForConsolePattern("Hardware name: amcc,canyonlands 460EX");
        waitForConsolePattern("/init as init process");
        waitForConsolePattern("lease of 10.0.2.15 obtained");
        waitForConsolePattern("buildroot login:");
        execCommandAndWaitForPattern("root", "#");
        execCommandAndWaitForPattern("poweroff", "System Halted");
    }
}
