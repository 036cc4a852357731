package org.qemu.functional.tests.alpha;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.ReplayKernelBase;
import org.qemu.functional.asset.Asset;

/** Proves that a recorded boot replays to its end on the machine {@code clipper}. */
class ReplayTest extends ReplayKernelBase {
    static final Asset KERNEL =
            Asset.of(
                    "http://archive.debian.org/debian/dists/lenny/main/installer-alpha/20090123lenny10/images/cdrom/vmlinuz",
                    "34f53da3fa32212e4f00b03cb944b2ad81c06bc8faaf9b7193b2e544ceeca576");

    @Test
    void replaysClipper() {
        setMachine("clipper");
        Path kernel = uncompress(KERNEL, "gz");
        runRr(
                kernel,
                KERNEL_COMMON_COMMAND_LINE + "console=ttyS0",
                "Kernel command line: printk.time=0 console=ttyS0",
                9,
                "-nodefaults");
    }
}
