package org.qemu.functional.tests.mipsel;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.ReplayKernelBase;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipSlowTest;

/** Proves that a recorded boot replays to its end on the machine {@code malta}. */
class ReplayTest extends ReplayKernelBase {
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

    @Test
    @SkipSlowTest
    void replaysReplayMipsMalta32elNanomips4k() {
        setCpu("I7200");
        setMachine("malta");
        Path kernel = uncompress(KERNEL_4K);
        runRr(
                kernel,
                KERNEL_COMMON_COMMAND_LINE + "mem=256m@@0x0 console=ttyS0",
                "Kernel command line: printk.time=0 mem=256m@@0x0 console=ttyS0",
                5);
    }

    @Test
    @SkipSlowTest
    void replaysReplayMipsMalta32elNanomips16kUp() {
        setCpu("I7200");
        setMachine("malta");
        Path kernel = uncompress(KERNEL_16K);
        runRr(
                kernel,
                KERNEL_COMMON_COMMAND_LINE + "mem=256m@@0x0 console=ttyS0",
                "Kernel command line: printk.time=0 mem=256m@@0x0 console=ttyS0",
                5);
    }

    @Test
    @SkipSlowTest
    void replaysReplayMipsMalta32elNanomips64kDbg() {
        setCpu("I7200");
        setMachine("malta");
        Path kernel = uncompress(KERNEL_64K);
        runRr(
                kernel,
                KERNEL_COMMON_COMMAND_LINE + "mem=256m@@0x0 console=ttyS0",
                "Kernel command line: printk.time=0 mem=256m@@0x0 console=ttyS0",
                5);
    }
}
