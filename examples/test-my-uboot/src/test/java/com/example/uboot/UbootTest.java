package com.example.uboot;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.qemu.functional.console.Console;
import org.qemu.functional.junit.Arch;
import org.qemu.functional.junit.AssetFile;
import org.qemu.functional.junit.Machine;
import org.qemu.functional.junit.QemuTest;
import org.qemu.functional.machine.ConsoleExpectation;
import org.qemu.functional.machine.QemuMachine;
import org.qemu.functional.qmp.QmpClient;

/**
 * Runs commands in U-Boot. The build is that of the system property {@code u-boot}, an image for
 * QEMU's PC; without it, that of Debian.
 */
@QemuTest
@Arch("x86_64")
@Machine(
        type = "pc",
        args = {"-net", "none"},
        launch = false)
class UbootTest {
    private static final String PROMPT = "=> ";

    @AssetFile(
            url = "debian:pool/main/u/u-boot/u-boot-qemu_2023.01+dfsg-2+deb12u3_all.deb",
            hash = "02a14f0876b76c0d7d7934e9b83a77515c5bdbad1e00af84c445bfeb1e6b8665",
            member = "usr/lib/u-boot/qemu-x86_64/u-boot.rom")
    static Path debian;

    QemuMachine vm;

    @BeforeEach
    void stopAtThePrompt() {
        vm.addArgs("-bios", System.getProperty("u-boot", debian.toString())).launch();
        stopAutoboot();
    }

    @Test
    void keepsVariables() {
        vm.execCommandAndWaitForPattern("setenv what working", PROMPT);
        vm.execCommandAndWaitForPattern("echo it is ${what}.", "it is working.");
    }

    @Test
    void runsConditions() {
        vm.execCommandAndWaitForPattern(
                "if itest 2 -lt 0x10; then echo less; else echo more; fi", "less");
    }

    @Test
    void refusesUnknownCommands() {
        vm.execCommandAndWaitForPattern(
                "no_such_command", "Unknown command 'no_such_command'");
        vm.waitForConsolePattern(PROMPT);
    }

    @Test
    void resetsTheMachine(Console console, QmpClient qmp) throws InterruptedException {
        console.type("reset");
        qmp.awaitEvent("RESET", event -> true, Duration.ofSeconds(30));
        stopAutoboot();
    }

    /** Press a key until U-Boot shows its prompt. */
    private void stopAutoboot() {
        vm.waitForConsolePattern("U-Boot 20");
        vm.waitForConsolePattern("Hit any key to stop autoboot");
        ConsoleExpectation.on(vm)
                .success(PROMPT)
                .failure("### ERROR ###")
                .awaitWhileSending(" ", Duration.ofSeconds(30));
    }
}
