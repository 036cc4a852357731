package org.qemu.functional.tests.x86_64;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;
import org.qemu.functional.condition.SkipFlakyTest;
import org.qemu.functional.image.ImageFiles;

/** Proves that QEMU checks the size of an initrd against the limit of the kernel. */
@Resources(memory = "5520M")
class LinuxInitrdTest extends LinuxKernelTest {
    static final Asset F18_KERNEL =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/18/Fedora/x86_64/os/images/pxeboot/vmlinuz",
                    "1a27cb42559ce29237ac186699d063556ad69c8349d732bb1bd8d614e5a8cc2e");
    static final Asset F28_KERNEL =
            Asset.of(
                    "https://archives.fedoraproject.org/pub/archive/fedora/linux/releases/28/Everything/x86_64/os/images/pxeboot/vmlinuz",
                    "d05909c9d4a742a6fcc84dcc0361009e4611769619cc187a07107579a035f24e");
    private static final long GIB_2 = 2L << 30;

    /** Return a sparse file, which takes no space on the disk. */
    private Path initrd(long bytes) {
        Path file = scratchFile("initrd");
        try {
            Files.createFile(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        ImageFiles.fileTruncate(file, bytes);
        return file;
    }

    @Test
    void refuses2GibForLinux36() {
        setMachine("pc");
        vm().addArgs("-kernel", F18_KERNEL.fetch(), "-initrd", initrd(GIB_2), "-m", "4096");
        vm().setQmpMonitor(false);
        vm().launch();
        vm().waitForExit();
        assertEquals(1, vm().exitCode());
        Pattern message =
                Pattern.compile("initrd is too large.*max: \\d+, need %d".formatted(GIB_2));
        assertTrue(message.matcher(vm().output()).find(), vm().output());
    }

    @Test
    @SkipFlakyTest("does not always come to unpack it")
    void takesMoreThan2GibForLinux416() {
        setMachine("pc");
        vm().setConsole();
        vm().addArgs("-kernel", F28_KERNEL.fetch(), "-append", "console=ttyS0");
        vm().addArgs("-initrd", initrd(GIB_2 + 2), "-m", "5120");
        vm().launch();
        waitForConsolePattern("Unpacking initramfs...");
    }
}
