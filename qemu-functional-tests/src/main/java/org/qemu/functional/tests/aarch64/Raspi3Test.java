package org.qemu.functional.tests.aarch64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that images for the machine {@code raspi3b} boot. */
class Raspi3Test extends LinuxKernelTest {
    static final Asset RPI3_UEFI =
            Asset.of(
                    "https://github.com/pbatard/RPi3/releases/download/v1.15/RPi3_UEFI_Firmware_v1.15.zip",
                    "8cff2e979560048b4c84921f41a91893240b9fb71a88f0b5c5d6c8edd994bd5b");

    @Test
    void bootsRaspi3Atf() {
        Path loaded = archiveExtract(RPI3_UEFI, "RPI_EFI.fd");
        setMachine("raspi3b");
        vm().setConsole(null, 1);
        vm().addArgs(
                        "-cpu",
                        "cortex-a53",
                        "-nodefaults",
                        "-device",
                        "loader,file=" + loaded + ",force-raw=true");
        vm().launch();

        waitForConsolePattern("version UEFI Firmware v1.15");
    }
}
