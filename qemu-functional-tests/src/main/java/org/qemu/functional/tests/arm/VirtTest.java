package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/** Proves that the netboot package of Debian 12's installer boots on 32-bit virt. */
class VirtTest extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.ARMHF.netboot();

    static final Asset KERNEL =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/29/Everything/armhfp/os/images/pxeboot/vmlinuz",
                    "18dd5f1a9a28bd539f9d047f7c0677211bae528e8712b40ca5a229a4ad8e2591");

    @Test
    void bootsDebianInstaller() {
        setMachine("virt");
        setCpu("cortex-a15");
        bootsToUserSpace(DebianInstaller.ARMHF, "Machine model: linux,dummy-virt");
    }

    @Test
    void bootsVirt() {
        setMachine("virt");
        Path kernel = KERNEL.fetch();
        vm().setConsole();
        String commandLine = KERNEL_COMMON_COMMAND_LINE + "console=ttyAMA0";
        vm().addArgs("-kernel", kernel, "-append", commandLine);
        vm().launch();

        waitForConsolePattern("Kernel command line: " + commandLine);
    }
}
