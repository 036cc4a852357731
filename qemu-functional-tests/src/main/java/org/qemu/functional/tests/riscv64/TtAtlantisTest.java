package org.qemu.functional.tests.riscv64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that Linux boots on Tenstorrent's Atlantis until it looks for a disk. */
class TtAtlantisTest extends LinuxKernelTest {
    static final Asset KERNEL =
            Asset.of(
                    "https://storage.tuxboot.com/kernels/6.11.9/riscv64/Image",
                    "174f8bb87f08961e54fa3fcd954a8e31f4645f6d6af4dd43983d5e9841490fb0");
    static final Asset ROOTFS = SifiveUTest.ROOTFS;

    /** The machine has no PCI host yet, so the root file system is fetched, but not attached. */
    @Test
    void bootsWithoutADisk() {
        setMachine("tt-atlantis");
        Path kernel = KERNEL.fetch();
        uncompress(ROOTFS);
        vm().setConsole();
        vm().addArgs("-kernel", kernel);
        vm().addArgs(
                        "-append",
                        KERNEL_COMMON_COMMAND_LINE + "earlycon=sbi panic=0 noreboot ",
                        "-no-reboot");
        vm().launch();
        waitForConsolePattern("Cannot open root device");
    }
}
