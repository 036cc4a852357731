package org.qemu.functional.tests;

import java.nio.file.Path;
import java.time.Duration;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Starts Debian's EDK II from flash to its shell, and types commands. */
public abstract class EfiShellTest extends QemuSystemTest {
    private static final String PROMPT = "Shell> ";
    private static final Duration SHELL = Duration.ofMinutes(2);

    /**
     * Launch {@link #vm()}, whose machine is set, with code and variables in two flash images.
     *
     * @param code the path of the firmware in the package
     * @param variables the path of the empty variable store
     */
    protected void startsShell(Asset firmware, String code, String variables) {
        Path flash0 = archiveExtract(firmware, code);
        Path flash1 = archiveExtract(firmware, variables);
        vm().addArgs("-drive", "if=pflash,unit=0,format=raw,readonly=on,file=" + flash0);
        vm().addArgs("-drive", "if=pflash,unit=1,format=raw,file=" + flash1);
        vm().addArgs("-net", "none");
        vm().setConsole();
        vm().launch();
        waitForConsolePattern("UEFI Interactive Shell", null, SHELL);
        // The shell waits some seconds for Escape or another key.
        execCommand("");
        waitForConsolePattern(PROMPT);
    }

    /**
     * Check that the shell sets and prints a variable: its output cannot be an echo of the input.
     */
    protected void remembers() {
        execCommandAndWaitForPattern("set color blue", PROMPT);
        execCommandAndWaitForPattern("echo the color is %color%", "the color is blue");
        waitForConsolePattern(PROMPT);
    }
}
