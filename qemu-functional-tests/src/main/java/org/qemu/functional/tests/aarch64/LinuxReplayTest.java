package org.qemu.functional.tests.aarch64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.ReplayKernelBase;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstaller;

/** Proves that a recorded boot of Debian's kernel replays identically. */
class LinuxReplayTest extends ReplayKernelBase {
    private static final DebianInstaller DEBIAN = DebianInstaller.ARM64;

    static final Asset NETBOOT = DEBIAN.netboot();

    @Test
    void replaysABoot() {
        setMachine("virt");
        setCpu("cortex-a53");
        Path kernel = archiveExtract(NETBOOT, DEBIAN.folder() + DEBIAN.kernel());
        // Without a root file system, the kernel panics, which also ends the recording.
        runRr(
                kernel,
                KERNEL_COMMON_COMMAND_LINE + "console=ttyAMA0 panic=-1",
                "Calibrating delay loop",
                3,
                "-nodefaults");
    }
}
