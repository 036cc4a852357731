package org.qemu.functional.tests.avr;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code arduino-mega-2560-v3} boot. */
class Mega2560Test extends QemuSystemTest {
    static final Asset ROM =
            Asset.of(
                    "https://github.com/seharris/qemu-avr-tests/raw/36c3e67b8755dcf/free-rtos/Demo/AVR_ATMega2560_GCC/demo.elf",
                    "ee4833bd65fc69e84a79ed1c608affddbd499a60e63acf87d9113618401904e4");

    @Test
    void bootsFreertos() {
        Path bios = ROM.fetch();
        setMachine("arduino-mega-2560-v3");
        vm().addArgs("-bios", bios, "-nographic");
        vm().setConsole();
        vm().launch();

        waitForConsolePattern("XABCDEFGHIJKLMNOPQRSTUVWXABCDEFGHIJKLMNOPQRSTUVWXA");
    }
}
