package org.qemu.functional.tests.avr;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code arduino-uno} boot. */
class UnoTest extends QemuSystemTest {
    static final Asset UNO =
            Asset.of(
                    "https://github.com/RahulRNandan/LED_Blink_AVR/raw/c6d602cbb974a193/build/main.elf",
                    "3009a4e2cf5c5b65142f538abdf66d4dc6bc6beab7e552fff9ae314583761b72");

    @Test
    void bootsUno() {
        setMachine("arduino-uno");
        Path bios = UNO.fetch();
        vm().addArgs("-bios", bios);
        vm().setConsole();
        vm().launch();

        waitForConsolePattern("LED Blink");
    }
}
