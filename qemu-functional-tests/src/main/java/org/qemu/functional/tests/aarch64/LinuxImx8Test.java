package org.qemu.functional.tests.aarch64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/**
 * Proves that Debian's kernel boots to a shell on i.MX 8M, with the device trees of its package.
 */
@Resources(cores = 4)
class LinuxImx8Test extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.ARM64.netboot();
    static final Asset KERNEL_PACKAGE = DebianInstaller.ARM64_KERNEL;

    private static final String TREES = "usr/lib/linux-image-6.1.0-50-arm64/freescale/";

    @Test
    void bootsOnMini() {
        boots("imx8mm-evk", "Machine model: FSL i.MX8MM EVK board");
    }

    @Test
    void bootsOnPlus() {
        boots("imx8mp-evk", "Machine model: NXP i.MX8MPlus EVK board");
    }

    private void boots(String machine, String model) {
        requireAccelerator("tcg");
        setMachine(machine);
        useShell(vm(), DebianInstaller.ARM64.withConsole("ttymxc1"), "");
        // The kernel uses the second serial port.
        vm().setConsole(null, 1);
        vm().addArgs("-smp", "4", "-dtb", archiveExtract(KERNEL_PACKAGE, TREES + machine + ".dtb"));
        vm().launch();
        waitForConsolePattern(model);
        waitForConsolePattern("smp: Brought up 1 node, 4 CPUs");
        awaitShell(vm());
    }
}
