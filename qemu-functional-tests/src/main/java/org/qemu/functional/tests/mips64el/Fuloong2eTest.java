package org.qemu.functional.tests.mips64el;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that what is made for the machine {@code fuloong2e} boots there. */
class Fuloong2eTest extends LinuxKernelTest {
    static final Asset KERNEL =
            Asset.of(
                    "http://archive.debian.org/debian/pool/main/l/linux/linux-image-3.16.0-6-loongson-2e_3.16.56-1+deb8u1_mipsel.deb",
                    "2a70f15b397f4ced632b0c15cb22660394190644146d804d60a4796eefbe1f50");

    @Test
    void bootsLinuxKernel316() {
        Path kernel = archiveExtract(KERNEL, "boot/vmlinux-3.16.0-6-loongson-2e");
        setMachine("fuloong2e");
        vm().setConsole();
        String commandLine = KERNEL_COMMON_COMMAND_LINE + "console=ttyS0";
        vm().addArgs("-kernel", kernel, "-append", commandLine);
        vm().launch();

        waitForConsolePattern("Kernel command line: " + commandLine);
    }
}
