package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.AspeedTest;
import org.qemu.functional.asset.Asset;

/**
 * Proves that U-Boot and Linux read what U-Boot wrote to the one-time programmable memory of the
 * machine {@code ast2600-evb}.
 */
class AspeedAst2600SdkOtpTest extends AspeedTest {
    static final Asset SDK_V1101 =
            Asset.of(
                    "https://github.com/AspeedTech-BMC/openbmc/releases/download/v11.01/ast2600-default-image.tar.gz",
                    "3c5b4d4ccf27b0d208a073f98426db54cd751b96143180cd15df1a83978f832c");

    private static final String HOST = "ast2600-default";
    private static final String AUTOBOOT = "Hit any key to stop autoboot";
    private static final String UBOOT_PROMPT = "ast#";

    @Test
    void bootsAst2600OtpBlockdevDeviceV1101() {
        setMachine("ast2600-evb");
        requireNetdev("user");
        Path sdk = archiveExtract(SDK_V1101).resolve("ast2600-default-image");
        vm().setConsole();
        addOtpMemory();
        vm().addArgs("-drive", "file=%s,if=mtd,format=raw".formatted(sdk.resolve("image-bmc")));
        vm().addArgs("-net", "nic", "-net", "user", "-snapshot");
        vm().launch();

        waitForConsolePattern(AUTOBOOT + ":");
        execCommandAndWaitForPattern("\n", UBOOT_PROMPT);
        execCommandAndWaitForPattern("otp pb strap  o 0x30 1", UBOOT_PROMPT);
        readsStrap();
        execCommandAndWaitForPattern("boot", HOST + " login:");
        execCommandAndWaitForPattern("root", "Password:");
        execCommandAndWaitForPattern("0penBmc", "root@" + HOST + ":~#");
        readsStrap();
        execCommandAndWaitForPattern("reboot", AUTOBOOT);
        execCommandAndWaitForPattern("\n", UBOOT_PROMPT);
        readsStrap();
    }

    private void readsStrap() {
        execCommandAndWaitForPattern("otp read strap 0x30", "0x30      1");
    }
}
