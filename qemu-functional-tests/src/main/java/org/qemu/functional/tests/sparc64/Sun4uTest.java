package org.qemu.functional.tests.sparc64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code sun4u} boot. */
class Sun4uTest extends QemuSystemTest {
    static final Asset IMAGE =
            Asset.of(
                    "https://qemu-advcal.gitlab.io/qac-best-of-multiarch/download/day23.tar.xz",
                    "a3ed92450704af244178351afd0e769776e7decb298e95a63abfd9a6e3f6c854");

    @Test
    void bootsSun4u() {
        setMachine("sun4u");
        Path kernel = archiveExtract(IMAGE, "day23/vmlinux");
        vm().setConsole();
        vm().addArgs("-kernel", kernel, "-append", "printk.time=0");
        vm().launch();

        waitForConsolePattern("Starting logging: OK");
    }
}
