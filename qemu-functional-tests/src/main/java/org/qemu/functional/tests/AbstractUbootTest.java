package org.qemu.functional.tests;

import java.nio.file.Path;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/**
 * Boots Debian 12's U-Boot for a machine of QEMU, stops it before it boots a system, and types
 * commands.
 */
public abstract class AbstractUbootTest extends QemuSystemTest {
    /** The package with U-Boot for QEMU's machines. */
    protected static final Asset U_BOOT =
            Asset.of(
                    "debian:pool/main/u/u-boot/u-boot-qemu_2023.01+dfsg-2+deb12u3_all.deb",
                    "02a14f0876b76c0d7d7934e9b83a77515c5bdbad1e00af84c445bfeb1e6b8665");

    /** U-Boot's prompt. */
    protected static final String PROMPT = "=> ";

    /** Extract a file from the package. */
    protected Path uBoot(String file) {
        return archiveExtract(U_BOOT, "usr/lib/u-boot/" + file);
    }

    /**
     * Launch {@link #vm()}, which is complete except for a console, and stop U-Boot at its
     * countdown.
     *
     * @param model the machine's name in U-Boot's output
     */
    protected void stopAtPrompt(String model) {
        vm().setConsole();
        vm().launch();
        waitForConsolePattern("U-Boot 2023.01");
        waitForConsolePattern(model);
        // Input that arrives before U-Boot has set up its serial port can block the port
        // permanently.
        waitForConsolePattern("Hit any key to stop autoboot");
        interruptInteractiveConsoleUntilPattern(PROMPT, "### ERROR ###", " ");
    }

    /** Check that U-Boot executes commands: its output cannot be an echo of the input. */
    protected void answers() {
        execCommandAndWaitForPattern("setenv what working", PROMPT);
        execCommandAndWaitForPattern("echo it is ${what}.", "it is working.");
        waitForConsolePattern(PROMPT);
    }
}
