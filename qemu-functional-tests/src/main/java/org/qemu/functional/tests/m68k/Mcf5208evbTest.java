package org.qemu.functional.tests.m68k;

import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code mcf5208evb} boot. */
class Mcf5208evbTest extends LinuxKernelTest {
    static final Asset DAY07 =
            Asset.of(
                    "https://qemu-advcal.gitlab.io/qac-best-of-multiarch/download/day07.tar.xz",
                    "753c2f3837126b7c6ba92d0b1e0b156e8a2c5131d2d576bb0b9a763fae73c08a");

    @Test
    void bootsMcf5208evb() {
        setMachine("mcf5208evb");
        archiveExtract(DAY07);
        vm().setConsole();
        vm().addArgs("-kernel", scratchFile("day07/sanity-clause.elf"));
        vm().launch();

        waitForConsolePattern("QEMU advent calendar");
    }
}
