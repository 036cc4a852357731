package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import java.time.Year;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.qemu.functional.AspeedTest;
import org.qemu.functional.asset.Asset;

/** Proves that BMC firmware boots on the machine {@code ast2600-evb}. */
class AspeedAst2600SdkTest extends AspeedTest {
    static final Asset SDK_V908_AST2600 =
            Asset.of(
                    "https://github.com/AspeedTech-BMC/openbmc/releases/download/v09.08/ast2600-default-obmc.tar.gz",
                    "a0414f14ad696550efe083c2156dbeda855c08cc9ae7f40fe1b41bf292295f82");
    static final Asset SDK_V1101_AST2600 =
            Asset.of(
                    "https://github.com/AspeedTech-BMC/openbmc/releases/download/v11.01/ast2600-default-image.tar.gz",
                    "3c5b4d4ccf27b0d208a073f98426db54cd751b96143180cd15df1a83978f832c");

    private static final String HOST = "ast2600-default";
    private static final String BRIDGE =
            "PCI bridge: ASPEED Technology, Inc. AST1150 PCI-to-PCI Bridge";

    @Test
    void bootsAst2600EvbSdk() {
        Path sdk = prepares(SDK_V908_AST2600, "ast2600-default");
        logsIn(sdk, HOST + " login:");
        usesI2c();
        findsPciDevice("80:00.0", "Host bridge: ASPEED Technology, Inc. Device 2600");
        findsPciDevice("80:08.0", BRIDGE);
        usesNetworkCard("81:00.0");
    }

    @Test
    void bootsAst2600EvbSdkV1101() {
        requireDevice("mock-i3c-target");
        Path sdk = prepares(SDK_V1101_AST2600, "ast2600-default-image");
        vm().addArgs("-device", "mock-i3c-target,bus=dw.i3c.5,pid=0xab9078563412");
        vm().addArgs("-device", "usb-kbd,bus=usb-bus.1");
        logsIn(sdk, "login:");
        usesI2c();
        findsPciDevice("00:08.0", BRIDGE);
        usesNetworkCard("01:00.0");
        usesI3c();
        execCommandAndWaitForPattern("lsusb", "QEMU QEMU USB Keyboard");
    }

    @Test
    void bootsAst2600OtpBlockdevDevice() {
        vm().setMachine("ast2600-evb");
        Path sdk = archiveExtract(SDK_V908_AST2600).resolve("ast2600-default");
        vm().setConsole();
        addOtpMemory();
        doTestArmAspeedSdkStart(sdk.resolve("image-bmc"));
        waitForConsolePattern("ast2600-default login:");
    }

    private Path prepares(Asset sdk, String image) {
        setMachine("ast2600-evb");
        requireNetdev("user");
        Path folder = archiveExtract(sdk).resolve(image);
        vm().addArgs("-device", "tmp105,bus=aspeed.i2c.bus.5,address=0x4d,id=tmp-test");
        vm().addArgs("-device", "ds1338,bus=aspeed.i2c.bus.5,address=0x32");
        vm().addArgs("-device", "e1000e,netdev=net1,bus=pcie.0", "-netdev", "user,id=net1");
        return folder;
    }

    private void logsIn(Path sdk, String greeting) {
        doTestArmAspeedSdkStart(sdk.resolve("image-bmc"));
        waitForConsolePattern(greeting);
        execCommandAndWaitForPattern("root", "Password:");
        execCommandAndWaitForPattern("0penBmc", "root@" + HOST + ":~#");
    }

    private void usesI2c() {
        doTestArmAspeedSensor(5, 19);
        execCommandAndWaitForPattern(
                "echo ds1307 0x32 > /sys/class/i2c-dev/i2c-5/device/new_device",
                "i2c i2c-5: new_device: Instantiated device ds1307 at 0x32");
        String year = Year.now(ZoneOffset.UTC).toString();
        execCommandAndWaitForPattern("/sbin/hwclock -f /dev/rtc1", year);
    }

    private void findsPciDevice(String address, String description) {
        execCommandAndWaitForPattern("lspci -s " + address, address + " " + description);
    }

    private void usesNetworkCard(String address) {
        findsPciDevice(
                address,
                "Ethernet controller: Intel Corporation 82574L Gigabit Network Connection");
        execCommandAndWaitForPattern("ip addr show dev eth4", "inet 10.0.2.15/24");
    }

    /** Write eight bytes to the target at the sixth I3C controller, and read them back. */
    private void usesI3c() {
        String transfer = "i3ctransfer -d /dev/bus/i3c/5-1234567890ab";
        execCommandAndWaitForPattern(
                transfer + " -w 0x12,0x34,0x56,0x78,0x90,0xab,0xcd,0xef", "Success on message 0");
        execCommandAndWaitForPattern(
                transfer + " -r 8 | grep 0x | xargs", "0x12 0x34 0x56 0x78 0x90 0xab 0xcd 0xef");
    }
}
