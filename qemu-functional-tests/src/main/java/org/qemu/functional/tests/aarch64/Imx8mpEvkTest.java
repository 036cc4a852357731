package org.qemu.functional.tests.aarch64;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that Debian's cloud image boots on i.MX 8M Plus from its SD host controller. */
class Imx8mpEvkTest extends LinuxKernelTest {
    static final Asset IMAGE =
            Asset.of(
                    "https://cloud.debian.org/images/cloud/bookworm/20231210-1590/debian-12-generic-arm64-20231210-1590.tar.xz",
                    "7ebf1577b32d5af6204df74b54ca2e4675de9b5a9fa14f3ff70b88eeb7b3b359");

    @Test
    void bootsFromItsCard() throws IOException {
        requireAccelerator("tcg");
        setMachine("imx8mp-evk");
        archiveExtract(IMAGE);
        Path disk = scratchFile("disk.raw");
        vm().setConsole(null, 1);
        vm().addArgs("-m", "2G", "-smp", "4");
        vm().addArgs("-kernel", part(disk, "linux", 0x51000000L, 32622528));
        vm().addArgs("-initrd", part(disk, "initrd.zstd", 0x76000000L, 30987766));
        vm().addArgs("-dtb", part(disk, "imx8mp-evk.dtb", 0x64F51000L, 45 * 1024));
        vm().addArgs("-append", "root=/dev/mmcblk2p1");
        vm().addArgs(
                        "-drive",
                        "file=%s,if=sd,bus=2,format=raw,id=mmcblk2,snapshot=on".formatted(disk));
        vm().launch();
        waitForConsolePattern("Welcome to ");
    }

    /**
     * Extract a part of the image. The image never changes, so the location of its files is known:
     * see {@code debugfs -R blocks}.
     */
    private Path part(Path disk, String name, long offset, int size) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(size);
        try (FileChannel in = FileChannel.open(disk)) {
            while (bytes.hasRemaining() && in.read(bytes, offset + bytes.position()) >= 0) {
                // There is more to read.
            }
        }
        return Files.write(scratchFile(name), bytes.array());
    }
}
