package org.qemu.functional.tests.hppa;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code B160L} boot. */
class CdbootTest extends QemuSystemTest {
    static final Asset CD =
            Asset.of(
                    "https://github.com/philmd/qemu-testing-blob/raw/ec1b741/hppa/hp9000/712/C7120023.frm",
                    "32c612ad2074516986bdc27768903c561fa92af2ca48e5ac3f3359ade1c42f70");

    @Test
    void bootsCdboot() {
        setMachine("B160L");
        Path cdrom = CD.fetch();
        vm().setConsole();
        vm().addArgs("-cdrom", cdrom, "-boot", "d", "-no-reboot");
        vm().launch();

        waitForConsolePattern("Unrecognized MODEL TYPE = 502");
        waitForConsolePattern("UPDATE PAUSED>");
        execCommandAndWaitForPattern("exit\r", "UPDATE>");
        execCommandAndWaitForPattern("ls\r", "IMAGE1B");
        waitForConsolePattern("UPDATE>");
        execCommandAndWaitForPattern("exit\r", "THIS UTILITY WILL NOW RESET THE SYSTEM.....");
    }
}
