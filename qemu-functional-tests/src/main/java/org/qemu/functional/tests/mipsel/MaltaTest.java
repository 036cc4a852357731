package org.qemu.functional.tests.mipsel;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipFlakyTest;
import org.qemu.functional.tests.MaltaBoardTest;

/** Proves that images for the machine {@code malta} boot. */
class MaltaTest extends MaltaBoardTest {
    static final Asset KERNEL_4K =
            Asset.of(
                    "http://mipsdistros.mips.com/LinuxDistro/nanomips/kernels/v4.15.18-432-gb2eb9a8b07a1-20180627102142/generic_nano32r6el_page4k.xz",
                    "019e034094ac6cf3aa77df5e130fb023ce4dbc804b04bfcc560c6403e1ae6bdb");
    static final Asset KERNEL_16K =
            Asset.of(
                    "http://mipsdistros.mips.com/LinuxDistro/nanomips/kernels/v4.15.18-432-gb2eb9a8b07a1-20180627102142/generic_nano32r6el_page16k_up.xz",
                    "3a54a10b3108c16a448dca9ea3db378733a27423befc2a45a5bdf990bd85e12c");
    static final Asset KERNEL_64K =
            Asset.of(
                    "http://mipsdistros.mips.com/LinuxDistro/nanomips/kernels/v4.15.18-432-gb2eb9a8b07a1-20180627102142/generic_nano32r6el_page64k_dbg.xz",
                    "ce21ff4b07a981ecb8a39db2876616f5a2473eb2ab459c6f67465b9914b0c6b6");
    static final Asset WHEEZY_KERNEL =
            Asset.of(
                    "https://people.debian.org/~aurel32/qemu/mipsel/vmlinux-3.2.0-4-4kc-malta",
                    "dc8a3648305b0201ca7a5cd135fe2890067a65d93c38728022bb0e656ad2bf9a");
    static final Asset WHEEZY_DISK =
            Asset.of(
                    "https://people.debian.org/~aurel32/qemu/mipsel/debian_wheezy_mipsel_standard.qcow2",
                    "454f09ae39f7e6461c84727b927100d2c7813841f2a0a5dce328114887ecf914");

    static final Asset YAMON_ROM =
            Asset.of(
                    "https://s3-eu-west-1.amazonaws.com/downloads-mips/mips-downloads/YAMON/yamon-bin-02.22.zip",
                    "eef86f0eed0ef554f041dcd47b87eebea0e6f9f1184ed31f7e9e8b4a803860ab");

    @Test
    void bootsMalta32elNanomips4k() {
        boot(KERNEL_4K);
    }

    @Test
    void bootsMalta32elNanomips16kUp() {
        boot(KERNEL_16K);
    }

    @Test
    void bootsMalta32elNanomips64kDbg() {
        boot(KERNEL_64K);
    }

    @Test
    @SkipFlakyTest("https://gitlab.com/qemu-project/qemu/-/issues/3109")
    void bootsWheezy() {
        bootsWheezy(
                WHEEZY_KERNEL,
                WHEEZY_DISK,
                "initrd.img-3.2.0-4-4kc-malta",
                "9fc9f250ed56a74e35e704ddfd5a1c5a5625adefc5c9da91f649288d3ca000f0",
                "pcnet",
                "MIPS 24Kc");
    }

    private void boot(Asset kernelAsset) {
        Path kernel = uncompress(kernelAsset);
        setMachine("malta");
        vm().setConsole();
        String commandLine = KERNEL_COMMON_COMMAND_LINE + "mem=256m@@0x0 console=ttyS0";
        vm().addArgs("-cpu", "I7200", "-no-reboot", "-kernel", kernel, "-append", commandLine);
        vm().launch();

        waitForConsolePattern("Kernel command line: " + commandLine);
    }

    @Test
    void bootsMaltaYamon() {
        bootsYamon(YAMON_ROM);
    }
}
