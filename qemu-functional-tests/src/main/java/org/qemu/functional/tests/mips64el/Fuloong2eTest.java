package org.qemu.functional.tests.mips64el;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipIfMissingEnv;
import org.qemu.functional.condition.SkipUntrustedTest;

/** Proves that images for the machine {@code fuloong2e} boot. */
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

    /** Boot the rescue system of the Yeeloong laptop, which is sufficient to test the ISA bus. */
    @Test
    @SkipUntrustedTest
    @SkipIfMissingEnv("RESCUE_YL_PATH")
    void bootsRescueSystemOnItsIsaSerialPort() throws IOException, NoSuchAlgorithmException {
        Path kernel = Path.of(System.getenv("RESCUE_YL_PATH"));
        assertEquals(
                "ab588d3316777c62cc81baa20ac92e98b01955c244dff3794b711bc34e26e51d",
                HexFormat.of()
                        .formatHex(
                                MessageDigest.getInstance("SHA-256")
                                        .digest(Files.readAllBytes(kernel))),
                () -> "RESCUE_YL_PATH='%s' is another file".formatted(kernel));
        setMachine("fuloong2e");
        vm().setConsole();
        vm().addArgs("-kernel", kernel);
        vm().launch();
        waitForConsolePattern("Linux version 2.6.27.7lemote");
        waitForConsolePattern("CPU revision is: 00006302 (ICT Loongson-2)");
    }
}
