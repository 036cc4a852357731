package org.qemu.functional.tests.m68k;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code q800} boot. */
class Q800Test extends LinuxKernelTest {
    static final Asset KERNEL =
            Asset.of(
                    "https://snapshot.debian.org/archive/debian-ports/20191021T083923Z/pool-m68k/main/l/linux/kernel-image-5.3.0-1-m68k-di_5.3.7-1_m68k.udeb",
                    "949e50d74d4b9bc15d26c06d402717b7a4c0e32ff8100014f5930d8024de7b73");

    @Test
    void bootsQ800() {
        setMachine("q800");
        Path kernel = archiveExtract(KERNEL, "boot/vmlinux-5.3.0-1-m68k");
        vm().setConsole();
        String commandLine = KERNEL_COMMON_COMMAND_LINE + "console=ttyS0 vga=off";
        vm().addArgs("-kernel", kernel, "-append", commandLine, "-audio", "none");
        vm().launch();

        waitForConsolePattern("Kernel command line: " + commandLine);
        waitForConsolePattern("No filesystem could mount root");
    }
}
