package org.qemu.functional.tests;

import java.nio.file.Path;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/**
 * Boots Debian 12's U-Boot for a machine of QEMU, stops it before it looks for a system, and types.
 */
public abstract class AbstractUbootTest extends QemuSystemTest {
    /** The package with U-Boot for QEMU's machines. */
    protected static final Asset U_BOOT =
            Asset.of(
                    "debian:pool/main/u/u-boot/u-boot-qemu_2023.01+dfsg-2+deb12u3_all.deb",
                    "02a14f0876b76c0d7d7934e9b83a77515c5bdbad1e00af84c445bfeb1e6b8665");

    /** U-Boot's prompt. */
    protected static final String PROMPT = "=> ";

    /** Take a file out of the package. */
    protected Path uBoot(String file) {
        return archiveExtract(U_BOOT, "usr/lib/u-boot/" + file);
    }

    /**
     * Launch {@link #vm()}, which has all but a console, and stop U-Boot at its countdown.
     *
     * @param model what U-Boot calls the machine
     */
    protected void stopAtPrompt(String model) {
        vm().setConsole();
        vm().launch();
        waitForConsolePattern("U-Boot 2023.01");
        waitForConsolePattern(model);
        // What is typed before U-Boot has set up its serial port can block that for good.
        waitForConsolePattern("Hit any key to stop autoboot");
        interruptInteractiveConsoleUntilPattern(PROMPT, "### ERROR ###", " ");
    }

    /** Have U-Boot put words together: text that cannot be an echo of what was typed. */
    protected void answers() {
        execCommandAndWaitForPattern("setenv what working", PROMPT);
        execCommandAndWaitForPattern("echo it is ${what}.", "it is working.");
        waitForConsolePattern(PROMPT);
    }
}
