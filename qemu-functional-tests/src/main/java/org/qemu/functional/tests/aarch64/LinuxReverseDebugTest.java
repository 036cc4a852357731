package org.qemu.functional.tests.aarch64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.ReverseDebuggingTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstaller;

/** Proves that a debugger can step backward through the start of Debian's kernel. */
class LinuxReverseDebugTest extends ReverseDebuggingTest {
    private static final DebianInstaller DEBIAN = DebianInstaller.ARM64;

    static final Asset NETBOOT = DEBIAN.netboot();

    @Test
    void stepsThroughDebiansKernel() {
        setCpu("cortex-a53");
        setMachine("virt");
        Path kernel = archiveExtract(NETBOOT, DEBIAN.folder() + DEBIAN.kernel());
        reverseDebugging(7, "-kernel", kernel);
    }
}
