package org.qemu.functional.tests.ppc;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Proves that the firmware of an AmigaOne starts; it is in the last 512 KiB of its updater. */
class AmigaTest extends QemuSystemTest {
    static final Asset IMAGE =
            Asset.of(
                    "https://www.hyperion-entertainment.com/index.php/downloads?view=download&format=raw&file=25",
                    "8ff39330ba47d4f64de4ee8fd6809e9c010a9ef17fe51e95c3c1d53437cb481f");
    private static final int BIOS_BYTES = 512 << 10;

    @Test
    void startsItsFirmware() throws IOException {
        requireAccelerator("tcg");
        setMachine("amigaone");
        archiveExtract(IMAGE, "zip", null, null);
        byte[] updater = Files.readAllBytes(scratchFile("floppy_edition", "updater.image"));
        Path bios = scratchFile("u-boot-amigaone.bin");
        Files.write(bios, Arrays.copyOfRange(updater, updater.length - BIOS_BYTES, updater.length));
        vm().setConsole();
        vm().addArgs("-bios", bios);
        vm().launch();
        waitForConsolePattern("FLASH:");
    }
}
