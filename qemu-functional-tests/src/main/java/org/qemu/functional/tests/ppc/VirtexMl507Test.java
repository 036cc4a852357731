package org.qemu.functional.tests.ppc;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code virtex-ml507} boot. */
class VirtexMl507Test extends QemuSystemTest {
    static final Asset IMAGE =
            Asset.of(
                    "https://qemu-advcal.gitlab.io/qac-best-of-multiarch/download/day08.tar.xz",
                    "cefe5b8aeb5e9d2d1d4fd22dcf48d917d68d5a765132bf2ddd6332dc393b824c");

    @Test
    void bootsVirtexMl507() {
        requireAccelerator("tcg");
        setMachine("virtex-ml507");
        archiveExtract(IMAGE);
        vm().setConsole();
        vm().addArgs(
                        "-kernel",
                        scratchFile("hippo/hippo.linux"),
                        "-dtb",
                        scratchFile("hippo/virtex440-ml507.dtb"),
                        "-m",
                        "512");
        vm().launch();

        waitForConsolePattern("QEMU advent calendar 2020", "Kernel panic - not syncing");
    }
}
