package org.qemu.functional.tests.aarch64;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.tests.AbstractUbootTest;

/**
 * Proves that U-Boot loads a file over TFTP from the user-mode network and executes its content.
 */
class UbootTftpTest extends AbstractUbootTest {
    @Test
    void loadsAndRunsAScript() throws IOException {
        setMachine("virt");
        setCpu("cortex-a57");
        Path served = Files.createDirectories(scratchFile("tftp"));
        // A text for `env import`: U-Boot's own script format requires its mkimage.
        Files.write(served.resolve("orders.txt"), "greet=echo came over tftp\n".getBytes(US_ASCII));
        vm().addArgs("-bios", uBoot("qemu_arm64/u-boot.bin"));
        vm().addArgs("-netdev", "user,id=net,tftp=" + served);
        vm().addArgs("-device", "virtio-net-pci,netdev=net");
        stopAtPrompt("DRAM:  128 MiB");

        execCommandAndWaitForPattern(
                "setenv autoload no; dhcp", "DHCP client bound to address 10.0.2.15");
        // Until a network command has ended, it reads keys to check whether it is interrupted.
        waitForConsolePattern(PROMPT);
        execCommandAndWaitForPattern(
                "tftpboot $loadaddr 10.0.2.2:orders.txt", "Bytes transferred = 26");
        waitForConsolePattern(PROMPT);
        execCommandAndWaitForPattern(
                "env import -t $loadaddr $filesize; run greet", "came over tftp");
    }
}
