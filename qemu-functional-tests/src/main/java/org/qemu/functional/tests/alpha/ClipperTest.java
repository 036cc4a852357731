package org.qemu.functional.tests.alpha;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code clipper} boot. */
class ClipperTest extends LinuxKernelTest {
    static final Asset KERNEL =
            Asset.of(
                    "http://archive.debian.org/debian/dists/lenny/main/installer-alpha/20090123lenny10/images/cdrom/vmlinuz",
                    "34f53da3fa32212e4f00b03cb944b2ad81c06bc8faaf9b7193b2e544ceeca576");

    @Test
    void bootsClipper() {
        setMachine("clipper");
        Path kernel = uncompress(KERNEL, "gz");
        vm().setConsole();
        String commandLine = KERNEL_COMMON_COMMAND_LINE + "console=ttyS0";
        vm().addArgs("-nodefaults", "-kernel", kernel, "-append", commandLine);
        vm().launch();

        waitForConsolePattern("Kernel command line: " + commandLine);
    }
}
