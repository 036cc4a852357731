package org.qemu.functional.tests.aarch64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that a 64-bit CPU whose 64-bit state is disabled boots a 32-bit Linux. */
class VirtAarch64OffTest extends LinuxKernelTest {
    static final Asset KERNEL =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/29/Everything/armhfp/os/images/pxeboot/vmlinuz",
                    "18dd5f1a9a28bd539f9d047f7c0677211bae528e8712b40ca5a229a4ad8e2591");

    @Test
    void bootsArmVirt() {
        setMachine("virt");
        requireAccelerator("tcg");
        requireVersion("11.1", "supports aarch64=off only with KVM");
        String commandLine = KERNEL_COMMON_COMMAND_LINE + "console=ttyAMA0";
        vm().addArgs("-cpu", "max,aarch64=off", "-append", commandLine);
        launchKernel(KERNEL.fetch(), null, null, "Kernel command line: " + commandLine);
    }
}
