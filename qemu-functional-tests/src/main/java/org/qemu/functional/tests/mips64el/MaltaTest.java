package org.qemu.functional.tests.mips64el;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Proves that what is made for the machine {@code malta} boots there. */
class MaltaTest extends QemuSystemTest {
    static final Asset YAMON_ROM =
            Asset.of(
                    "https://s3-eu-west-1.amazonaws.com/downloads-mips/mips-downloads/YAMON/yamon-bin-02.22.zip",
                    "eef86f0eed0ef554f041dcd47b87eebea0e6f9f1184ed31f7e9e8b4a803860ab");

    @Test
    void bootsMaltaYamon() {
        archiveExtract(YAMON_ROM);
        setMachine("malta");
        vm().setConsole();
        vm().addArgs("-bios", scratchFile("yamon-02.22.bin"));
        vm().launch();

        interruptInteractiveConsoleUntilPattern("YAMON ROM Monitor", "YAMON>");
        waitForConsolePattern("YAMON>");
        vm().shutdown();
    }
}
