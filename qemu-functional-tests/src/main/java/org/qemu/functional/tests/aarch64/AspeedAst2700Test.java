package org.qemu.functional.tests.aarch64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;
import org.qemu.functional.tests.Ast2700SdkTest;

/** Proves that version 9.08 of ASPEED's SDK boots on the machine {@code ast2700a1-evb}. */
@Resources(cores = 4)
class AspeedAst2700Test extends Ast2700SdkTest {
    static final Asset SDK_V0908 =
            Asset.of(
                    "https://github.com/AspeedTech-BMC/openbmc/releases/download/v09.08/ast2700-default-obmc.tar.gz",
                    "eac3dc409b7ea3cd4b03d4792d3cebd469792ad893cb51e1d15f0fc20bd1e2cd");

    private static final String SENSOR = "tmp-test";

    @Test
    void bootsAst2700a1EvbSdkV0908() {
        Path sdk = prepares();
        loadsPartsWithDeviceTree(sdk);
        vm().addArgs("-smp", "4");
        starts(sdk);

        bootsKernel();
        logsIn("ast2700-default login:", "ast2700-default");
        readsSensor(1, SENSOR);
        findsNetworkCard();
    }

    @Test
    void bootsAst2700a1EvbSdkVbootromV0908() {
        Path sdk = prepares();
        usesBootRom();
        starts(sdk);

        waitForConsolePattern("Found valid FIT image");
        loadsByRom("uboot");
        loadsByRom("fdt");
        loadsByRom("tee");
        loadsByRom("atf");
        waitForConsolePattern("Jumping to BL31 (Trusted Firmware-A)");
        bootsKernel();
    }

    private Path prepares() {
        setMachine("ast2700a1-evb");
        requireNetdev("user");
        Path sdk = archiveExtract(SDK_V0908).resolve("ast2700-default");
        addsNetworkCard();
        return sdk;
    }

    private void starts(Path sdk) {
        vm().setConsole();
        addsSensor("aspeed.i2c.bus.1", SENSOR);
        launches(sdk);
    }

    private void loadsByRom(String part) {
        waitForConsolePattern("[" + part + "] loading");
        waitForConsolePattern("done");
    }

    private void bootsKernel() {
        waitForConsolePattern("U-Boot 2023.10");
        waitForConsolePattern("## Loading kernel from FIT Image");
        waitForConsolePattern("Linux version ");
    }
}
