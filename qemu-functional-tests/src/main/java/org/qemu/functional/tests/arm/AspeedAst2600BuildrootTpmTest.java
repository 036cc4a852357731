package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.AspeedTest;
import org.qemu.functional.asset.Asset;

/** Proves that Buildroot uses a TPM at I2C on the machine {@code ast2600-evb}. */
class AspeedAst2600BuildrootTpmTest extends AspeedTest {
    static final Asset BR2_202302_AST2600_TPM_FLASH =
            Asset.of(
                    "https://github.com/legoater/qemu-aspeed-boot/raw/master/images/ast2600-evb/buildroot-2023.02-tpm/flash.img",
                    "a46009ae8a5403a0826d607215e731a8c68d27c14c41e55331706b8f9c7bd997");

    @Test
    void bootsAst2600EvbBuildrootTpm() {
        setMachine("ast2600-evb");
        Path image = BR2_202302_AST2600_TPM_FLASH.fetch();
        daemons().swtpm().attachTo(vm(), "tpm-tis-i2c,bus=aspeed.i2c.bus.12,address=0x2e");
        doTestArmAspeedBuildrootStart(image, "0xf00", "Aspeed AST2600 EVB");
        execCommandAndWaitForPattern(
                "echo tpm_tis_i2c 0x2e > /sys/bus/i2c/devices/i2c-12/new_device",
                "tpm_tis_i2c 12-002e: 2.0 TPM (device-id 0x1, rev-id 1)");
        // The firmware measured itself: this depends on the image only.
        execCommandAndWaitForPattern(
                "cat /sys/class/tpm/tpm0/pcr-sha256/0",
                "B804724EA13F52A9072BA87FE8FDCC497DFC9DF9AA15B9088694639C431688E0");
        doTestArmAspeedBuildrootPoweroff();
    }
}
