package org.qemu.functional.tests.arm;

import org.junit.jupiter.api.Test;
import org.qemu.functional.AspeedTest;
import org.qemu.functional.asset.Asset;

/** Proves that BMC firmware boots on the machine {@code ast2600-evb}. */
class AspeedAst2600SdkTest extends AspeedTest {
    static final Asset SDK_V908_AST2600 =
            Asset.of(
                    "https://github.com/AspeedTech-BMC/openbmc/releases/download/v09.08/ast2600-default-obmc.tar.gz",
                    "a0414f14ad696550efe083c2156dbeda855c08cc9ae7f40fe1b41bf292295f82");

    @Test
    void bootsAst2600EvbSdk() {
        setMachine("ast2600-evb");
        requireNetdev("user");
        archiveExtract(SDK_V908_AST2600);
        vm().addArgs(
                        "-device",
                        "tmp105,bus=aspeed.i2c.bus.5,address=0x4d,id=tmp-test",
                        "-device",
                        "ds1338,bus=aspeed.i2c.bus.5,address=0x32",
                        "-device",
                        "e1000e,netdev=net1,bus=pcie.0",
                        "-netdev",
                        "user,id=net1");
        doTestArmAspeedSdkStart(scratchFile("ast2600-default/image-bmc"));
        waitForConsolePattern("ast2600-default login:");
        execCommandAndWaitForPattern("root", "Password:");
        execCommandAndWaitForPattern("0penBmc", "root@ast2600-default:~#");
        execCommandAndWaitForPattern(
                "echo lm75 0x4d > /sys/class/i2c-dev/i2c-5/device/new_device",
                "i2c i2c-5: new_device: Instantiated device lm75 at 0x4d");
        execCommandAndWaitForPattern("cat /sys/class/hwmon/hwmon19/temp1_input", "0");
        vm().cmd(
                        "qom-set",
                        "path",
                        "/machine/peripheral/tmp-test",
                        "property",
                        "temperature",
                        "value",
                        18000);
        execCommandAndWaitForPattern("cat /sys/class/hwmon/hwmon19/temp1_input", "18000");
        execCommandAndWaitForPattern(
                "echo ds1307 0x32 > /sys/class/i2c-dev/i2c-5/device/new_device",
                "i2c i2c-5: new_device: Instantiated device ds1307 at 0x32");
        execCommandAndWaitForPattern("/sbin/hwclock -f /dev/rtc1", "2026");
        execCommandAndWaitForPattern(
                "lspci -s 80:00.0", "80:00.0 Host bridge: ASPEED Technology, Inc. Device 2600");
        execCommandAndWaitForPattern(
                "lspci -s 80:08.0",
                "80:08.0 PCI bridge: ASPEED Technology, Inc. AST1150 PCI-to-PCI Bridge");
        execCommandAndWaitForPattern(
                "lspci -s 81:00.0",
                "81:00.0 Ethernet controller: Intel Corporation 82574L Gigabit Network Connection");
        execCommandAndWaitForPattern("ip addr show dev eth4", "inet 10.0.2.15/24");
    }

    @Test
    void bootsAst2600OtpBlockdevDevice() {
        vm().setMachine("ast2600-evb");
        archiveExtract(SDK_V908_AST2600);
        generateOtpmemImage();
        vm().setConsole();
        vm().addArgs(
                        "-blockdev",
                        "driver=file,filename=" + scratchFile("otpmem.img") + ",node-name=otp",
                        "-global",
                        "aspeed-otp.drive=otp");
        doTestArmAspeedSdkStart(scratchFile("ast2600-default/image-bmc"));
        waitForConsolePattern("ast2600-default login:");
    }
}
