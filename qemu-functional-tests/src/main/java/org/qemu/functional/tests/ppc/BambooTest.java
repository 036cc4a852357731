package org.qemu.functional.tests.ppc;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code bamboo} boot. */
class BambooTest extends QemuSystemTest {
    static final Asset KERNEL =
            Asset.of(
                    "https://github.com/legoater/qemu-ppc-boot/raw/refs/heads/main/buildroot/qemu_ppc_bamboo-2023.11-8-gdcd9f0f6eb-20240105/vmlinux",
                    "a2e12eb45b73491ac62fc0bbeb68dead0dc5c0f22cf83146558389209b420ad1");
    static final Asset INITRD =
            Asset.of(
                    "https://github.com/legoater/qemu-ppc-boot/raw/refs/heads/main/buildroot/qemu_ppc_bamboo-2023.11-8-gdcd9f0f6eb-20240105/rootfs.cpio",
                    "d2a36bdb8763b389765dc8c29d4904cec2bd001c587f92e85ab9eb10d5ddda54");

    @Test
    void bootsBamboo() {
        setMachine("bamboo");
        requireAccelerator("tcg");
        requireNetdev("user");
        Path kernel = KERNEL.fetch();
        Path initrd = INITRD.fetch();
        vm().setConsole();
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-initrd",
                        initrd,
                        "-nic",
                        "user,model=virtio-net-pci,restrict=on");
        vm().launch();

        waitForConsolePattern("buildroot login:");
        execCommandAndWaitForPattern("root", "#");
        execCommandAndWaitForPattern(
                "ping -c1 10.0.2.2", "1 packets transmitted, 1 packets received, 0% packet loss");
        execCommandAndWaitForPattern("halt", "System Halted");
    }
}
