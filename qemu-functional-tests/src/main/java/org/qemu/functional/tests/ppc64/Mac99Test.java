package org.qemu.functional.tests.ppc64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code mac99} boot. */
class Mac99Test extends LinuxKernelTest {
    static final Asset BR2_MAC99_LINUX =
            Asset.of(
                    "https://github.com/legoater/qemu-ppc-boot/raw/refs/heads/main/buildroot/qemu_ppc64_mac99-2023.11-8-gdcd9f0f6eb-20240105/vmlinux",
                    "d59307437e4365f2cced0bbd1b04949f7397b282ef349b7cafd894d74aadfbff");
    static final Asset BR2_MAC99_ROOTFS =
            Asset.of(
                    "https://github.com/legoater/qemu-ppc-boot/raw/refs/heads/main/buildroot/qemu_ppc64_mac99-2023.11-8-gdcd9f0f6eb-20240105/rootfs.ext2",
                    "bbd5fd8af62f580bc4e585f326fe584e22856572633a8333178ea6d4ed4955a4");

    @Test
    void bootsMac99Buildroot() {
        setMachine("mac99");
        Path kernel = BR2_MAC99_LINUX.fetch();
        Path image = BR2_MAC99_ROOTFS.fetch();
        vm().setConsole();
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-append",
                        "root=/dev/sda",
                        "-drive",
                        "file=" + image + ",format=raw",
                        "-snapshot",
                        "-nographic");
        vm().launch();

        waitForConsolePattern(">> OpenBIOS");
        waitForConsolePattern("Linux version");
        waitForConsolePattern("/init as init process");
        waitForConsolePattern("gem 0000:f0:0e.0 eth0: Link is up at 100 Mbps");
        waitForConsolePattern("buildroot login:");
        execCommandAndWaitForPattern("root", "#");
        execCommandAndWaitForPattern("poweroff", "Power down");
    }
}
