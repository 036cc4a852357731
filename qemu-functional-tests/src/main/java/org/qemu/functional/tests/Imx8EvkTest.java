package org.qemu.functional.tests;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;

/**
 * Boots Debian's cloud image on evaluation boards with an i.MX 8M from their SD host controller.
 */
@Resources(cores = 4, memory = "2448M")
public abstract class Imx8EvkTest extends LinuxKernelTest {
    private static final Part KERNEL = new Part("linux", 0x51000000L, 32622528);
    private static final Part INITRD = new Part("initrd.zstd", 0x76000000L, 30987766);

    /**
     * A file in the image. The image never changes, so the location of its files is known: see
     * {@code debugfs -R blocks}.
     *
     * @param offset its first byte in the image
     * @param size in bytes
     */
    private record Part(String name, long offset, int size) {}

    /**
     * Boot the image with a device tree of the image until init starts.
     *
     * @param image an archive with the disk
     * @param offset the first byte of the device tree in the disk
     * @param size the size of the device tree in bytes
     */
    protected void bootsFromCard(String machine, Asset image, long offset, int size)
            throws IOException {
        requireAccelerator("tcg");
        setMachine(machine);
        archiveExtract(image);
        Path disk = scratchFile("disk.raw");
        vm().setConsole(null, 1);
        vm().addArgs("-m", "2G", "-smp", "4");
        vm().addArgs("-kernel", extract(disk, KERNEL));
        vm().addArgs("-initrd", extract(disk, INITRD));
        vm().addArgs("-dtb", extract(disk, new Part(machine + ".dtb", offset, size)));
        vm().addArgs("-append", "root=/dev/mmcblk2p1");
        vm().addArgs(
                        "-drive",
                        "file=%s,if=sd,bus=2,format=raw,id=mmcblk2,snapshot=on".formatted(disk));
        vm().launch();
        waitForConsolePattern("Welcome to ");
    }

    private Path extract(Path disk, Part part) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(part.size());
        try (FileChannel in = FileChannel.open(disk)) {
            while (bytes.hasRemaining() && in.read(bytes, part.offset() + bytes.position()) >= 0) {
                // There is more to read.
            }
        }
        return Files.write(scratchFile(part.name()), bytes.array());
    }
}
