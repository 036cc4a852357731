package org.qemu.functional.tests.aarch64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Proves that what is made for the machine {@code sbsa-ref} boots there. */
class SbsarefTest extends QemuSystemTest {
    static final Asset FLASH0 =
            Asset.of(
                    "https://share.linaro.org/downloadFile?id=kyoMLGC9zXa4oA7",
                    "76eb89d42eebe324e4395329f47447cda9ac920aabcf99aca85424609c3384a5");
    static final Asset FLASH1 =
            Asset.of(
                    "https://share.linaro.org/downloadFile?id=Dj1HRXnDnKtU6Nj",
                    "f850f243bd8dbd49c51e061e0f79f1697546938f454aeb59ab7d93e5f0d412fc");

    @Test
    void bootsSbsarefEdk2Firmware() {
        setMachine("sbsa-ref");
        Path image = uncompress(FLASH0, "xz");
        Path image2 = uncompress(FLASH1, "xz");
        vm().addArgs(
                        "-drive",
                        "if=pflash,file=" + image + ",format=raw",
                        "-drive",
                        "if=pflash,file=" + image2 + ",format=raw");
        vm().setConsole();
        vm().addArgs("-cpu", "cortex-a57");
        vm().launch();

        waitForConsolePattern("Booting Trusted Firmware");
        waitForConsolePattern("BL1: v2.12.0(release):");
        waitForConsolePattern("BL1: Booting BL2");
        waitForConsolePattern("BL2: v2.12.0(release)");
        waitForConsolePattern("Booting BL31");
        waitForConsolePattern("BL31: v2.12.0(release)");
        waitForConsolePattern("UEFI firmware (version 1.0");
        interruptInteractiveConsoleUntilPattern("QEMU SBSA-REF Machine");
    }
}
