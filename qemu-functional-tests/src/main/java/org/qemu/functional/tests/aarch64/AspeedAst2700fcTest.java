package org.qemu.functional.tests.aarch64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code ast2700fc} boot. */
class AspeedAst2700fcTest extends QemuSystemTest {
    static final Asset SDK_V908_AST2700 =
            Asset.of(
                    "https://github.com/AspeedTech-BMC/openbmc/releases/download/v09.08/ast2700-default-obmc.tar.gz",
                    "eac3dc409b7ea3cd4b03d4792d3cebd469792ad893cb51e1d15f0fc20bd1e2cd");

    @Test
    void bootsAst2700fcSdkVbootromV0908() {
        setMachine("ast2700fc");
        archiveExtract(SDK_V908_AST2700);
        vm().addArgs(
                        "-bios",
                        "ast27x0_bootrom.bin",
                        "-device",
                        "loader,file="
                                + scratchFile("ast2700-default/zephyr-aspeed-ssp.elf")
                                + ",cpu-num=4",
                        "-device",
                        "loader,file="
                                + scratchFile("ast2700-default/zephyr-aspeed-tsp.elf")
                                + ",cpu-num=5");
        requireNetdev("user");
        vm().setConsole();
        vm().addArgs(
                        "-device",
                        "tmp105,bus=aspeed.i2c.bus.1,address=0x4d,id=tmp-test",
                        "-device",
                        "e1000e,netdev=net1,bus=pcie.2",
                        "-netdev",
                        "user,id=net1",
                        "-drive",
                        "file=" + scratchFile("ast2700-default/image-bmc") + ",if=mtd,format=raw",
                        "-net",
                        "nic",
                        "-net",
                        "user",
                        "-snapshot");
        vm().launch();

        waitForConsolePattern("U-Boot 2023.10");
        waitForConsolePattern("## Loading kernel from FIT Image");
        waitForConsolePattern("Starting kernel ...");
        waitForConsolePattern("ast2700-default login:");
        execCommandAndWaitForPattern("root", "Password:");
        execCommandAndWaitForPattern("0penBmc", "root@ast2700-default:~#");
        vm().shutdown();
        vm().setConsole(null, 1);
        vm().launch();

        execCommandAndWaitForPattern("\n", "ssp_tsp:~$");
        execCommandAndWaitForPattern("version", "Zephyr version 3.7.1");
        execCommandAndWaitForPattern("md 72c02000 1", "[72c02000] 06010103");
        vm().shutdown();
        vm().setConsole(null, 2);
        vm().launch();

        execCommandAndWaitForPattern("\n", "tsp:~$");
        execCommandAndWaitForPattern("version", "Zephyr version 3.7.1");
        execCommandAndWaitForPattern("md 72c02000 1", "[72c02000] 06010103");
    }
}
