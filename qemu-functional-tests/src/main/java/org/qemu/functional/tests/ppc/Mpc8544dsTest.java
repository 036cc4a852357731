package org.qemu.functional.tests.ppc;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code mpc8544ds} boot. */
class Mpc8544dsTest extends QemuSystemTest {
    static final Asset IMAGE =
            Asset.of(
                    "https://qemu-advcal.gitlab.io/qac-best-of-multiarch/download/day04.tar.xz",
                    "88bc83f3c9f3d633bcfc108a6342d677abca247066a2fb8d4636744a0d319f94");

    @Test
    void bootsMpc8544ds() {
        requireAccelerator("tcg");
        setMachine("mpc8544ds");
        Path kernel = archiveExtract(IMAGE, "creek/creek.bin");
        vm().setConsole();
        vm().addArgs("-kernel", kernel);
        vm().launch();

        waitForConsolePattern("QEMU advent calendar 2020", "Kernel panic - not syncing");
    }
}
