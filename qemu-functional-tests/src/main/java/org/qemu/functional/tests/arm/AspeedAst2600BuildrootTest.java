package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import java.time.Year;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.qemu.functional.AspeedTest;
import org.qemu.functional.asset.Asset;

/** Proves that BMC firmware boots on the machine {@code ast2600-evb}. */
class AspeedAst2600BuildrootTest extends AspeedTest {
    static final Asset BR2_202511_AST2600_FLASH =
            Asset.of(
                    "https://github.com/legoater/qemu-aspeed-boot/raw/master/images/ast2600-evb/buildroot-2025.11/flash.img",
                    "c64a0755501393d570ca318e326e1e9f8372edc5a6452cdccc3649bc9fd2c138");

    @Test
    void bootsAst2600EvbBuildroot() {
        setMachine("ast2600-evb");
        Path br2202511Ast2600Flash = BR2_202511_AST2600_FLASH.fetch();
        vm().addArgs(
                        "-device",
                        "tmp105,bus=aspeed.i2c.bus.3,address=0x4d,id=tmp-test",
                        "-device",
                        "ds1338,bus=aspeed.i2c.bus.3,address=0x32",
                        "-device",
                        "i2c-echo,bus=aspeed.i2c.bus.3,address=0x42");
        doTestArmAspeedBuildrootStart(br2202511Ast2600Flash, "0xf00", "ast2600-evb login:");
        execCommandAndWaitForPattern(
                "echo lm75 0x4d > /sys/class/i2c-dev/i2c-3/device/new_device",
                "i2c i2c-3: new_device: Instantiated device lm75 at 0x4d");
        execCommandAndWaitForPattern("cat /sys/class/hwmon/hwmon1/temp1_input", "0");
        vm().cmd(
                        "qom-set",
                        "path",
                        "/machine/peripheral/tmp-test",
                        "property",
                        "temperature",
                        "value",
                        18000);
        execCommandAndWaitForPattern("cat /sys/class/hwmon/hwmon1/temp1_input", "18000");
        execCommandAndWaitForPattern(
                "echo ds1307 0x32 > /sys/class/i2c-dev/i2c-3/device/new_device",
                "i2c i2c-3: new_device: Instantiated device ds1307 at 0x32");
        execCommandAndWaitForPattern("hwclock -f /dev/rtc1", Year.now(ZoneOffset.UTC).toString());
        execCommandAndWaitForPattern(
                "echo slave-24c02 0x1064 > /sys/bus/i2c/devices/i2c-3/new_device",
                "i2c i2c-3: new_device: Instantiated device slave-24c02 at 0x64");
        execCommandAndWaitForPattern("i2cset -y 3 0x42 0x64 0x00 0xaa i", "#");
        execCommandAndWaitForPattern(
                "hexdump /sys/bus/i2c/devices/3-1064/slave-eeprom",
                "0000000 ffaa ffff ffff ffff ffff ffff ffff ffff");
        doTestArmAspeedBuildrootPoweroff();
    }
}
