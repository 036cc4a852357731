package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Proves that barebox from the QEMU Advent Calendar runs its first script on a Canon camera. */
class CanonA1100Test extends QemuSystemTest {
    static final Asset BIOS =
            Asset.of(
                    "https://qemu-advcal.gitlab.io/qac-best-of-multiarch/download/day18.tar.xz",
                    "28e71874ce985be66b7fd1345ed88cb2523b982f899c8d2900d6353054a1be49");

    @Test
    void bootsBarebox() {
        setMachine("canon-a1100");
        Path bios = archiveExtract(BIOS, "day18/barebox.canon-a1100.bin");
        vm().setConsole();
        vm().addArgs("-bios", bios);
        vm().launch();
        waitForConsolePattern("running /env/bin/init");
    }
}
