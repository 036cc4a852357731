package org.qemu.functional.guest;

import java.time.Duration;
import org.qemu.functional.machine.ConsoleExpectation;
import org.qemu.functional.machine.QemuMachine;

/** The shell on the console of a guest. */
final class ConsolePrompt {
    /** The time limit for a machine of another architecture on a busy host. */
    private static final Duration LONG = Duration.ofMinutes(5);

    private final QemuMachine vm;

    ConsolePrompt(QemuMachine vm) {
        this.vm = vm;
    }

    /** Wait until the guest has booted and its shell prompts. */
    void awaitPrompt() {
        await("guest: ready");
        await("# ");
    }

    private void await(String text) {
        ConsoleExpectation.on(vm).success(text).failure("Kernel panic").await(LONG);
    }

    /** Type a command whose echo, unlike its output, does not contain the mark. */
    String answer(String command) {
        vm.console().type("echo [m''ark]$(" + command + ")[m''ark]");
        String found =
                ConsoleExpectation.on(vm)
                        .successRegex("(?s)\\[mark](.*?)\\[mark]")
                        .failure("Kernel panic")
                        .await(LONG)
                        .group(1);
        return found.strip();
    }
}
