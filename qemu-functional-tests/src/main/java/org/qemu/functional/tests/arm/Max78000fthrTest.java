package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code max78000fthr} boot. */
class Max78000fthrTest extends QemuSystemTest {
    static final Asset FW =
            Asset.of(
                    "https://github.com/JacksonDonaldson/max78000Test/raw/main/build/max78000.bin",
                    "86940b4bf60931bc6a8aa5db4b9f7f3cf8f64dbbd7ac534647980e536cf3adf7");

    @Test
    void bootsFthr() {
        setMachine("max78000fthr");
        Path kernel = FW.fetch();
        vm().setConsole();
        vm().addArgs("-kernel", kernel, "-device", "loader,file=" + kernel + ",addr=0x10000000");
        vm().launch();

        waitForConsolePattern("started");
        execCommandAndWaitForPattern("i", "CTRL: 00010001");
        execCommandAndWaitForPattern("r", "started");
        execCommandAndWaitForPattern("z", "initial value: 12345678");
        waitForConsolePattern("after memz: 00000000");
        execCommandAndWaitForPattern("t", "random data:");
        execCommandAndWaitForPattern("a", "encrypted to : a47ca9dd e0df4c86 a070af6e 91710dec");
        waitForConsolePattern("encrypted to : cab7a28e bf456751 9049fcea 8960494b");
    }
}
