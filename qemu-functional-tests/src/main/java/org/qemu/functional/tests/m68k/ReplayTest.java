package org.qemu.functional.tests.m68k;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.ReplayKernelBase;
import org.qemu.functional.asset.Asset;

/**
 * Proves that a recorded boot replays to its end on the machines {@code mcf5208evb} and {@code
 * q800}.
 */
class ReplayTest extends ReplayKernelBase {
    static final Asset Q800 =
            Asset.of(
                    "https://snapshot.debian.org/archive/debian-ports/20191021T083923Z/pool-m68k/main/l/linux/kernel-image-5.3.0-1-m68k-di_5.3.7-1_m68k.udeb",
                    "949e50d74d4b9bc15d26c06d402717b7a4c0e32ff8100014f5930d8024de7b73");
    static final Asset MCF5208 =
            Asset.of(
                    "https://qemu-advcal.gitlab.io/qac-best-of-multiarch/download/day07.tar.xz",
                    "753c2f3837126b7c6ba92d0b1e0b156e8a2c5131d2d576bb0b9a763fae73c08a");

    @Test
    void replaysQ800() {
        setMachine("q800");
        Path kernel = archiveExtract(Q800, "boot/vmlinux-5.3.0-1-m68k");
        runRr(
                kernel,
                KERNEL_COMMON_COMMAND_LINE + "console=ttyS0 vga=off",
                "No filesystem could mount root",
                7,
                "-audio",
                "none");
    }

    @Test
    void replaysMcf5208evb() {
        setMachine("mcf5208evb");
        Path kernel = archiveExtract(MCF5208, "day07/sanity-clause.elf");
        runRr(kernel, KERNEL_COMMON_COMMAND_LINE, "QEMU advent calendar");
    }
}
