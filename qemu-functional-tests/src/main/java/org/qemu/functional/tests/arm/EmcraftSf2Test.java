package org.qemu.functional.tests.arm;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.image.ImageFiles;

/** Proves that Emcraft's SmartFusion2 kit boots Linux from its SPI flash and uses its network. */
class EmcraftSf2Test extends LinuxKernelTest {
    private static final String BINARIES =
            "https://raw.githubusercontent.com/Subbaraya-Sundeep/qemu-test-binaries/fe371d32e50ca682391e1e70ab98c2942aeffb01/";

    static final Asset UBOOT =
            Asset.of(
                    BINARIES + "u-boot",
                    "5c6a15103375db11b21f2236473679a9dbbed6d89652bfcdd501c263d68ab725");
    static final Asset SPI =
            Asset.of(
                    BINARIES + "spi.bin",
                    "cd9bdd2c4cb55a59c3adb6bcf74881667c4500dde0570a43aa3be2b17eecfdb6");

    /** The size of a Spansion S25FL128SDPBHICO. */
    private static final long FLASH_BYTES = 16L << 20;

    @Test
    void bootsAndPings() throws IOException {
        setMachine("emcraft-sf2");
        requireNetdev("user");
        Path flash = scratchFile("spi.bin");
        Files.write(flash, Files.readAllBytes(SPI.fetch()));
        ImageFiles.fileTruncate(flash, FLASH_BYTES);
        vm().setConsole();
        vm().addArgs("-kernel", UBOOT.fetch(), "-append", KERNEL_COMMON_COMMAND_LINE);
        vm().addArgs("-drive", "file=" + flash + ",if=mtd,format=raw", "-no-reboot");
        vm().launch();

        waitForConsolePattern("Enter 'help' for a list");
        execCommandAndWaitForPattern("ifconfig eth0 10.0.2.15", "eth0: link becomes ready");
        execCommandAndWaitForPattern(
                "ping -c 3 10.0.2.2", "3 packets transmitted, 3 packets received, 0% packet loss");
    }
}
