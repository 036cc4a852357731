package org.qemu.functional.tests.aarch64;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.Ast2700SdkTest;

/**
 * Proves that ASPEED's SDK boots on the machine {@code ast2700fc}, and its Zephyr on both
 * coprocessors.
 */
class AspeedAst2700fcTest extends Ast2700SdkTest {
    static final Asset SDK_V0908 =
            Asset.of(
                    "https://github.com/AspeedTech-BMC/openbmc/releases/download/v09.08/ast2700-default-obmc.tar.gz",
                    "eac3dc409b7ea3cd4b03d4792d3cebd469792ad893cb51e1d15f0fc20bd1e2cd");
    static final Asset SDK_V1101 =
            Asset.of(
                    "https://github.com/AspeedTech-BMC/openbmc/releases/download/v11.01/ast2700-default-image.tar.gz",
                    "ce89dcd995cf284d41a6a4bd17a1b97d59939f0277bfe54fdaaf30e741ce7487");

    private static final String SENSOR = "tmp-test";

    /** The number of the first coprocessor: they follow the four main CPUs. */
    private static final int FIRST_COPROCESSOR = 4;

    /** The silicon's revision in the controller's register: A1 in QEMU 10.2, A2 in 11.1. */
    private static final String REVISION = "\\[72c02000\\] 060[12]0103";

    @Test
    void bootsAst2700fcSdkV0908() {
        Path sdk = prepares(SDK_V0908, "ast2700-default");
        loadsPartsWithDeviceTree(sdk);
        starts(sdk);

        bootsV0908();
        usesDevices();
        usesCoprocessors();
    }

    @Test
    void bootsAst2700fcSdkVbootromV0908() {
        Path sdk = prepares(SDK_V0908, "ast2700-default");
        usesBootRom();
        starts(sdk);

        bootsV0908();
        usesCoprocessors();
    }

    @Test
    void bootsSdkV1101() {
        Path sdk = prepares(SDK_V1101, "ast2700-default-image");
        loadsParts(sdk);
        starts(sdk);

        bootsV1101();
        usesDevices();
        usesCoprocessors();
    }

    @Test
    void bootsSdkV1101ByRom() {
        Path sdk = prepares(SDK_V1101, "ast2700-default-image");
        usesBootRom();
        starts(sdk);

        bootsV1101();
        usesCoprocessors();
    }

    private Path prepares(Asset sdk, String image) {
        setMachine("ast2700fc");
        requireNetdev("user");
        return archiveExtract(sdk).resolve(image);
    }

    private void starts(Path sdk) {
        int cpu = FIRST_COPROCESSOR;
        for (String name : List.of("ssp", "tsp")) {
            Path program = sdk.resolve("zephyr-aspeed-" + name + ".elf");
            vm().addArgs("-device", "loader,file=%s,cpu-num=%d".formatted(program, cpu++));
        }
        vm().setConsole();
        addsSensor("aspeed.i2c.bus.1", SENSOR);
        addsNetworkCard();
        launches(sdk);
    }

    private void bootsV0908() {
        waitForConsolePattern("U-Boot 2023.10");
        waitForConsolePattern("## Loading kernel from FIT Image");
        waitForConsolePattern("Starting kernel ...");
        logsIn("ast2700-default login:", "ast2700-default");
    }

    private void bootsV1101() {
        stopsAutoboot();
        bootsWithPcie();
        waitForConsolePattern("Starting kernel ...");
        logsIn("login:", "ast2700-default");
    }

    private void usesDevices() {
        readsSensor(1, SENSOR);
        findsNetworkCard();
    }

    private void usesCoprocessors() {
        usesCoprocessor(1, "ssp_tsp:~$");
        usesCoprocessor(2, "tsp:~$");
    }

    /** Launch again, with the console at the serial port of a coprocessor. */
    private void usesCoprocessor(int port, String prompt) {
        vm().shutdown();
        vm().setConsole(null, port);
        vm().launch();
        execCommandAndWaitForPattern("\n", prompt);
        execCommandAndWaitForPattern("version", "Zephyr version 3.7.1");
        execCommand("md 72c02000 1");
        waitForRegexConsolePattern(REVISION);
    }
}
