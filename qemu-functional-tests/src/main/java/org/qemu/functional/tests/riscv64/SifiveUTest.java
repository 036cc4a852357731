package org.qemu.functional.tests.riscv64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code sifive_u} boot. */
class SifiveUTest extends LinuxKernelTest {
    static final Asset KERNEL =
            Asset.of(
                    "https://storage.tuxboot.com/buildroot/20241119/riscv64/Image",
                    "2bd8132a3bf21570290042324fff48c987f42f2a00c08de979f43f0662ebadba");
    static final Asset ROOTFS =
            Asset.of(
                    "https://github.com/groeck/linux-build-test/raw/9819da19e6eef291686fdd7b029ea00e764dc62f/rootfs/riscv64/rootfs.ext2.gz",
                    "b6ed95610310b7956f9bf20c4c9c0c05fea647900df441da9dfe767d24e8b28b");

    private static final String COMMAND_LINE =
            KERNEL_COMMON_COMMAND_LINE + "earlycon=sbi console=ttySIF0 root=/dev/mmcblk0 ";

    @Test
    void bootsSifiveUNommcSpi() {
        setMachine("sifive_u");
        Path kernel = KERNEL.fetch();
        uncompress(ROOTFS);
        vm().setConsole();
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-append",
                        COMMAND_LINE + "panic=0 noreboot ",
                        "-no-reboot");
        vm().launch();

        waitForConsolePattern("Cannot open root device \"mmcblk0\" or unknown-block(0,0)");
    }

    @Test
    void bootsSifiveUMmcSpi() {
        setMachine("sifive_u");
        Path kernel = KERNEL.fetch();
        Path image = uncompress(ROOTFS);
        vm().setConsole();
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-append",
                        COMMAND_LINE + "panic=-1 noreboot rootwait ",
                        "-no-reboot",
                        "-drive",
                        "file=" + image + ",if=sd,format=raw");
        vm().launch();

        waitForConsolePattern("Boot successful.");
    }
}
