package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machines {@code lm3s6965evb} and {@code lm3s811evb} boot. */
class StellarisTest extends QemuSystemTest {
    static final Asset DAY22 =
            Asset.of(
                    "https://www.qemu-advent-calendar.org/2023/download/day22.tar.gz",
                    "ae3a63ef4b7a22c21bfc7fc0d85e402fe95e223308ed23ac854405016431ff51");
    static final Asset NOTMAIN =
            Asset.of(
                    "https://github.com/Ahelion/QemuArmM4FDemoSw/raw/master/build/notmain.bin",
                    "6ceda031aa081a420fca2fca9e137fa681d6e3820d820ad1917736cb265e611a");

    @Test
    void bootsLm3s6965evb() {
        setMachine("lm3s6965evb");
        Path kernel = archiveExtract(DAY22, "day22/day22.bin");
        vm().setConsole();
        vm().addArgs("-kernel", kernel);
        vm().launch();

        waitForConsolePattern("In a one horse open");
    }

    @Test
    void bootsLm3s811evb() {
        setMachine("lm3s811evb");
        Path kernel = NOTMAIN.fetch();
        vm().setConsole();
        vm().addArgs("-cpu", "cortex-m4", "-kernel", kernel);
        vm().launch();

        waitForConsolePattern("!");
        execCommandAndWaitForPattern("789", "cdf");
    }
}
