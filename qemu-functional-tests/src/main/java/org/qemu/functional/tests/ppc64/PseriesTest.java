package org.qemu.functional.tests.ppc64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/**
 * Proves that the netboot package of Debian 12's installer boots on pseries with either firmware.
 */
@Resources(cores = 4)
class PseriesTest extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.PPC64EL.netboot();

    static final Asset KERNEL =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora-secondary/releases/29/Everything/ppc64le/os/ppc/ppc64/vmlinuz",
                    "383c2f5c23bc0d9d32680c3924d3fd7ee25cc5ef97091ac1aa5e1d853422fc5f");

    @Test
    void bootsDebianInstallerThroughSlof() {
        setMachine("pseries");
        bootsDebianInstaller();
    }

    @Test
    void bootsDebianInstallerThroughVof() {
        setMachine("pseries");
        vm().addArgs("-machine", "x-vof=on");
        bootsDebianInstaller();
    }

    private void bootsDebianInstaller() {
        bootsToUserSpace(DebianInstaller.PPC64EL, "Hardware name: IBM pSeries (emulated by qemu)");
    }

    @Test
    void bootsVofLinuxBoot() {
        setMachine("pseries");
        vm().addArgs("-machine", "x-vof=on");
        Path kernel = KERNEL.fetch();
        vm().setConsole();
        vm().addArgs("-kernel", kernel, "-append", "printk.time=0 console=hvc0 ");
        vm().launch();

        waitForConsolePattern("VFS: Cannot open root device", "Kernel panic - not syncing");
    }

    @Test
    void bootsLinuxBoot() {
        setMachine("pseries");
        Path kernel = KERNEL.fetch();
        vm().setConsole();
        vm().addArgs("-kernel", kernel, "-append", "printk.time=0 console=hvc0 ");
        vm().launch();

        waitForConsolePattern("VFS: Cannot open root device", "Kernel panic - not syncing");
    }

    @Test
    void bootsLinuxSmpBoot() {
        setMachine("pseries");
        vm().addArgs("-smp", "4");
        Path kernel = KERNEL.fetch();
        vm().setConsole();
        vm().addArgs("-kernel", kernel, "-append", "printk.time=0 console=hvc0 ");
        vm().launch();

        waitForConsolePattern("smp: Brought up 1 node, 4 CPUs", "Kernel panic - not syncing");
        waitForConsolePattern("VFS: Cannot open root device", "Kernel panic - not syncing");
    }

    @Test
    void bootsLinuxHptSmpBoot() {
        boot("4", "printk.time=0 console=hvc0 disable_radix", "hash-mmu: Initializing hash mmu");
    }

    @Test
    void bootsLinuxSmtBoot() {
        boot(
                "4,threads=4",
                "printk.time=0 console=hvc0 ",
                "CPU maps initialized for 4 threads per core");
    }

    @Test
    void bootsLinuxBigBoot() {
        setMachine("pseries");
        vm().addArgs(
                        "-smp",
                        "16,threads=4,cores=2,sockets=2",
                        "-m",
                        "512M",
                        "-object",
                        "memory-backend-ram,size=256M,id=m0",
                        "-object",
                        "memory-backend-ram,size=256M,id=m1",
                        "-numa",
                        "node,nodeid=0,memdev=m0",
                        "-numa",
                        "node,nodeid=1,memdev=m1");
        Path kernel = KERNEL.fetch();
        vm().setConsole();
        vm().addArgs("-kernel", kernel, "-append", "printk.time=0 console=hvc0 ");
        vm().launch();

        waitForConsolePattern(
                "CPU maps initialized for 4 threads per core", "Kernel panic - not syncing");
        waitForConsolePattern("smp: Brought up 2 nodes, 16 CPUs", "Kernel panic - not syncing");
        waitForConsolePattern("VFS: Cannot open root device", "Kernel panic - not syncing");
    }

    private void boot(String cpus, String commandLine, String pattern) {
        setMachine("pseries");
        vm().addArgs("-smp", cpus);
        Path kernel = KERNEL.fetch();
        vm().setConsole();
        vm().addArgs("-kernel", kernel, "-append", commandLine);
        vm().launch();

        waitForConsolePattern(pattern, "Kernel panic - not syncing");
        waitForConsolePattern("smp: Brought up 1 node, 4 CPUs", "Kernel panic - not syncing");
        waitForConsolePattern("VFS: Cannot open root device", "Kernel panic - not syncing");
    }
}
