package org.qemu.functional.tests.aarch64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;

/**
 * Proves that images for the machines {@code amd-versal-virt} and {@code amd-versal2-virt} boot.
 */
@Resources(memory = "2448M")
class XlnxVersalTest extends LinuxKernelTest {
    static final Asset KERNEL =
            Asset.of(
                    "http://ports.ubuntu.com/ubuntu-ports/dists/bionic-updates/main/installer-arm64/20101020ubuntu543.19/images/netboot/ubuntu-installer/arm64/linux",
                    "ce54f74ab0b15cfd13d1a293f2d27ffd79d8a85b7bb9bf21093ae9513864ac79");
    static final Asset INITRD =
            Asset.of(
                    "http://ports.ubuntu.com/ubuntu-ports/dists/bionic-updates/main/installer-arm64/20101020ubuntu543.19/images/netboot//ubuntu-installer/arm64/initrd.gz",
                    "e7a5e716b6f516d8be315c06e7331aaf16994fe4222e0e7cfb34bc015698929e");

    @Test
    void bootsAmdVersalVirt() {
        boot("amd-versal-virt");
    }

    @Test
    void bootsAmdVersal2Virt() {
        boot("amd-versal2-virt");
    }

    private void boot(String machine) {
        setMachine(machine);
        Path kernel = KERNEL.fetch();
        Path initrd = INITRD.fetch();
        vm().setConsole();
        vm().addArgs("-m", "2G", "-accel", "tcg", "-kernel", kernel, "-initrd", initrd);
        vm().launch();

        waitForConsolePattern("Checked W+X mappings: passed");
    }
}
