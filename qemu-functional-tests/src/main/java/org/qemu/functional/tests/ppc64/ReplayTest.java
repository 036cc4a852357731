package org.qemu.functional.tests.ppc64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.ReplayKernelBase;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipFlakyTest;

/**
 * Proves that a recorded boot replays to its end on the machines {@code powernv}, {@code ppce500}
 * and {@code pseries}.
 */
class ReplayTest extends ReplayKernelBase {
    static final Asset DAY19 =
            Asset.of(
                    "https://qemu-advcal.gitlab.io/qac-best-of-multiarch/download/day19.tar.xz",
                    "20b1bb5a8488c664defbb5d283addc91a05335a936c63b3f5ff7eee74b725755");
    static final Asset KERNEL =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora-secondary/releases/29/Everything/ppc64le/os/ppc/ppc64/vmlinuz",
                    "383c2f5c23bc0d9d32680c3924d3fd7ee25cc5ef97091ac1aa5e1d853422fc5f");

    @Test
    @SkipFlakyTest("https://gitlab.com/qemu-project/qemu/-/issues/2523")
    void replaysE500() {
        setCpu("e5500");
        setMachine("ppce500");
        Path kernel = archiveExtract(DAY19, "day19/uImage");
        runRr(kernel, "printk.time=1 panic=-1 ", "QEMU advent calendar");
    }

    @Test
    void replaysPseries() {
        setMachine("pseries");
        Path kernel = KERNEL.fetch();
        runRr(kernel, KERNEL_COMMON_COMMAND_LINE + "console=hvc0", "VFS: Cannot open root device");
    }

    @Test
    void replaysPowernv() {
        setMachine("powernv");
        Path kernel = KERNEL.fetch();
        runRr(
                kernel,
                KERNEL_COMMON_COMMAND_LINE + "console=tty0 console=hvc0",
                "VFS: Cannot open root device");
    }
}
