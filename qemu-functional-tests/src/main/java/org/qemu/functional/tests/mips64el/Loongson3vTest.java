package org.qemu.functional.tests.mips64el;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipUntrustedTest;

/** Proves that images for the machine {@code loongson3-virt} boot. */
class Loongson3vTest extends QemuSystemTest {
    static final Asset PMON =
            Asset.of(
                    "https://github.com/loongson-community/pmon/releases/download/20210112/pmon-3avirt.bin",
                    "fcdf6bb2cb7885a4a62f31fcb0d5e368bac7b6cea28f40c6dfa678af22fea20a");

    @Test
    @SkipUntrustedTest
    void bootsPmonSerialConsole() {
        setMachine("loongson3-virt");
        Path bios = PMON.fetch();
        vm().setConsole();
        vm().addArgs("-bios", bios);
        vm().launch();

        waitForConsolePattern("CPU GODSON3 BogoMIPS:");
    }
}
