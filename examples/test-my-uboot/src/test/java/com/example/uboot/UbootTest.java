package com.example.uboot;

import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/**
 * Runs commands in U-Boot. The build is that of the system property {@code u-boot}, an image for
 * QEMU's PC; without it, that of Debian.
 */
class UbootTest extends QemuSystemTest {
    static final Asset DEBIAN =
            Asset.of(
                    "debian:pool/main/u/u-boot/u-boot-qemu_2023.01+dfsg-2+deb12u3_all.deb",
                    "02a14f0876b76c0d7d7934e9b83a77515c5bdbad1e00af84c445bfeb1e6b8665");

    private static final String PROMPT = "=> ";

    @BeforeEach
    void stopsAtThePrompt() {
        setMachine("pc");
        vm().setConsole();
        vm().addArgs("-net", "none", "-bios", uBoot());
        vm().launch();
        waitForConsolePattern("U-Boot 20");
        waitForConsolePattern("Hit any key to stop autoboot");
        interruptInteractiveConsoleUntilPattern(PROMPT, "### ERROR ###", " ");
    }

    @Test
    void keepsVariables() {
        execCommandAndWaitForPattern("setenv what working", PROMPT);
        execCommandAndWaitForPattern("echo it is ${what}.", "it is working.");
    }

    @Test
    void runsConditions() {
        execCommandAndWaitForPattern("if itest 2 -lt 0x10; then echo less; else echo more; fi", "less");
    }

    @Test
    void refusesUnknownCommands() {
        execCommandAndWaitForPattern("no_such_command", "Unknown command 'no_such_command'");
        waitForConsolePattern(PROMPT);
    }

    private Path uBoot() {
        String own = System.getProperty("u-boot");
        return own == null
                ? archiveExtract(DEBIAN, "usr/lib/u-boot/qemu-x86_64/u-boot.rom")
                : Path.of(own);
    }
}
