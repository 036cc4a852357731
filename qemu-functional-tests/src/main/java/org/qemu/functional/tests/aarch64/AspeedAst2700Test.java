package org.qemu.functional.tests.aarch64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code ast2700a1-evb} boot. */
class AspeedAst2700Test extends QemuSystemTest {
    static final Asset SDK_V908_AST2700A1 =
            Asset.of(
                    "https://github.com/AspeedTech-BMC/openbmc/releases/download/v09.08/ast2700-default-obmc.tar.gz",
                    "eac3dc409b7ea3cd4b03d4792d3cebd469792ad893cb51e1d15f0fc20bd1e2cd");

    @Test
    void bootsAst2700a1EvbSdkVbootromV0908() {
        setMachine("ast2700a1-evb");
        requireNetdev("user");
        archiveExtract(SDK_V908_AST2700A1);
        vm().addArgs(
                        "-device",
                        "e1000e,netdev=net1,bus=pcie.2",
                        "-netdev",
                        "user,id=net1",
                        "-bios",
                        "ast27x0_bootrom.bin");
        requireNetdev("user");
        vm().setConsole();
        vm().addArgs(
                        "-device",
                        "tmp105,bus=aspeed.i2c.bus.1,address=0x4d,id=tmp-test",
                        "-drive",
                        "file=" + scratchFile("ast2700-default/image-bmc") + ",if=mtd,format=raw",
                        "-net",
                        "nic",
                        "-net",
                        "user",
                        "-snapshot");
        vm().launch();

        waitForConsolePattern("Found valid FIT image");
        waitForConsolePattern("[uboot] loading");
        waitForConsolePattern("done");
        waitForConsolePattern("[fdt] loading");
        waitForConsolePattern("done");
        waitForConsolePattern("[tee] loading");
        waitForConsolePattern("done");
        waitForConsolePattern("[atf] loading");
        waitForConsolePattern("done");
        waitForConsolePattern("Jumping to BL31 (Trusted Firmware-A)");
        waitForConsolePattern("U-Boot 2023.10");
        waitForConsolePattern("## Loading kernel from FIT Image");
        waitForConsolePattern("Linux version ");
    }
}
