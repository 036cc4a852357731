package org.qemu.functional.tests.ppc64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code ppce500} boot. */
class E500Test extends LinuxKernelTest {
    static final Asset BR2_E5500_UIMAGE =
            Asset.of(
                    "https://github.com/legoater/qemu-ppc-boot/raw/refs/heads/main/buildroot/qemu_ppc64_e5500-2023.11-8-gdcd9f0f6eb-20240104/uImage",
                    "2478187c455d6cca3984e9dfde9c635d824ea16236b85fd6b4809f744706deda");
    static final Asset BR2_E5500_ROOTFS =
            Asset.of(
                    "https://github.com/legoater/qemu-ppc-boot/raw/refs/heads/main//buildroot/qemu_ppc64_e5500-2023.11-8-gdcd9f0f6eb-20240104/rootfs.ext2",
                    "9035ef97237c84c7522baaff17d25cdfca4bb7a053d5e296e902919473423d76");

    @Test
    void bootsE500Buildroot() {
        setMachine("ppce500");
        requireNetdev("user");
        Path kernel = BR2_E5500_UIMAGE.fetch();
        Path image = BR2_E5500_ROOTFS.fetch();
        setCpu("e5500");
        vm().setConsole();
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-append",
                        "root=/dev/vda",
                        "-drive",
                        "file=" + image + ",if=virtio,format=raw",
                        "-snapshot",
                        "-no-shutdown");
        vm().launch();

        waitForConsolePattern("Linux version");
        waitForConsolePattern("/init as init process");
        waitForConsolePattern("lease of 10.0.2.15");
        waitForConsolePattern("buildroot login:");
        execCommandAndWaitForPattern("root", "#");
        execCommandAndWaitForPattern("poweroff", "Power down");
    }
}
