package org.qemu.functional.tests;

import java.nio.file.Path;
import java.time.Duration;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Starts EDK II from flash, as Debian packages it, up to its shell, and types there. */
public abstract class EfiShellTest extends QemuSystemTest {
    private static final String PROMPT = "Shell> ";
    private static final Duration SHELL = Duration.ofMinutes(2);

    /**
     * Launch {@link #vm()}, whose machine is set, with code and variables in two flashes.
     *
     * @param code the path of the firmware in the package
     * @param variables the path of the empty store of variables
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
        // It waits some seconds for Escape, else for a key.
        execCommand("");
        waitForConsolePattern(PROMPT);
    }

    /** Have the shell keep a variable and tell it: not an echo of what was typed. */
    protected void remembers() {
        execCommandAndWaitForPattern("set colour blue", PROMPT);
        execCommandAndWaitForPattern("echo the colour is %colour%", "the colour is blue");
        waitForConsolePattern(PROMPT);
    }
}
