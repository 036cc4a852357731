package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code microbit} boot. */
class MicrobitTest extends QemuSystemTest {
    static final Asset MICRO =
            Asset.of(
                    "https://ozlabs.org/~joel/microbit-micropython.hex",
                    "021641f93dfb11767d4978dbb3ca7f475d1b13c69e7f4aec3382f212636bffd6");

    @Test
    void bootsMicrobit() {
        setMachine("microbit");
        Path loaded = MICRO.fetch();
        vm().setConsole();
        vm().addArgs("-device", "loader,file=" + loaded);
        vm().launch();

        waitForConsolePattern("Type \"help()\" for more information.");
        execCommandAndWaitForPattern("import machine as mch", ">>>");
        execCommandAndWaitForPattern("mch.reset()", "MicroPython");
        waitForConsolePattern(">>>");
    }
}
