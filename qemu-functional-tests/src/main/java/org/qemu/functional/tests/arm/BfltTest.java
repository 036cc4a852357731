package org.qemu.functional.tests.arm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuUserTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipUntrustedTest;

/** Proves that qemu-arm loads a flat binary from a root file system for the STM32. */
class BfltTest extends QemuUserTest {
    static final Asset ROOTFS =
            Asset.of(
                    "https://elinux.org/images/5/51/Stm32_mini_rootfs.cpio.bz2",
                    "eefb788e4980c9e8d6c9d60ce7d15d4da6bf4fbc6a80f487673824600d5ba9cc");

    @Test
    @SkipUntrustedTest
    void runsBusybox() throws IOException {
        try (InputStream cpio = Files.newInputStream(uncompress(ROOTFS))) {
            archiveExtract(cpio, "cpio", null, null);
        }
        Path busybox = scratchFile("bin", "busybox");
        String version = "BusyBox v1.24.0.git (2015-02-03 22:17:13 CET) multi-call binary.";
        assertTrue(runCmd(busybox).stdout().contains(version));
        assertTrue(runCmd(busybox, "uname", "-a").stdout().contains("armv7l GNU/Linux"));
    }
}
