package org.qemu.functional.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.qemu.functional.QemuSystemTest;

/** Boots images of ASPEED's SDK on machines with the SoC AST2700. */
public abstract class Ast2700SdkTest extends QemuSystemTest {
    private static final int CPUS = 4;
    private static final long UBOOT = 0x4_0000_0000L;
    private static final long TRUSTED_FIRMWARE = 0x4_3000_0000L;
    private static final long OPTEE = 0x4_3008_0000L;
    private static final String UBOOT_PROMPT = "=>";

    /** Add a network card in the third PCIe port, which the firmware leaves disabled. */
    protected void addsNetworkCard() {
        vm().addArgs("-device", "e1000e,netdev=net1,bus=pcie.2", "-netdev", "user,id=net1");
    }

    /** Add a temperature sensor to an I2C bus, as {@code id}. */
    protected void addsSensor(String bus, String id) {
        vm().addArgs("-device", "tmp105,bus=%s,address=0x4d,id=%s".formatted(bus, id));
    }

    /** Put the parts of an SDK into memory and start the CPUs there, without a boot ROM. */
    protected void loadsParts(Path sdk) {
        loads(UBOOT, sdk.resolve("u-boot.bin"));
        loadsSecureParts(sdk);
    }

    /** Do the same with an SDK whose U-Boot has its device tree in a second file. */
    protected void loadsPartsWithDeviceTree(Path sdk) {
        Path uboot = sdk.resolve("u-boot-nodtb.bin");
        loads(UBOOT, uboot);
        try {
            loads(UBOOT + Files.size(uboot), sdk.resolve("u-boot.dtb"));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the size of '%s'".formatted(uboot), e);
        }
        loadsSecureParts(sdk);
    }

    private void loadsSecureParts(Path sdk) {
        loads(TRUSTED_FIRMWARE, sdk.resolve("bl31.bin"));
        loads(OPTEE, sdk.resolve("optee/tee-raw.bin"));
        for (int cpu = 0; cpu < CPUS; cpu++) {
            vm().addArgs("-device", "loader,addr=%#x,cpu-num=%d".formatted(TRUSTED_FIRMWARE, cpu));
        }
    }

    private void loads(long address, Path file) {
        vm().addArgs("-device", "loader,force-raw=on,addr=%#x,file=%s".formatted(address, file));
    }

    /** Start QEMU's boot ROM, which loads the parts from flash. */
    protected void usesBootRom() {
        vm().addArgs("-bios", "ast27x0_bootrom.bin");
    }

    /** Launch {@link #vm()} with the flash image of an SDK, which stays unchanged. */
    protected void launches(Path sdk) {
        vm().addArgs("-drive", "file=%s,if=mtd,format=raw".formatted(sdk.resolve("image-bmc")));
        vm().addArgs("-net", "nic", "-net", "user", "-snapshot");
        vm().launch();
    }

    /**
     * Stop U-Boot of version 11.01 at its prompt, and disable the kernel's self-tests of its
     * cryptography, which take minutes under TCG.
     */
    protected void stopsAutoboot() {
        waitForConsolePattern("U-Boot 2023.10");
        waitForConsolePattern("Hit any key to stop autoboot");
        atUboot("\n");
        atUboot("setenv bootargs \"${bootargs} cryptomgr.notests=1\"");
    }

    /** Boot the kernel in flash from U-Boot's prompt, with the third PCIe port enabled. */
    protected void bootsWithPcie() {
        atUboot("cp 100420000 403000000 900000");
        atUboot("bootm start 403000000");
        atUboot("bootm loados");
        atUboot("bootm ramdisk");
        atUboot("bootm prep");
        atUboot("fdt set /soc@14000000/pcie@140d0000 status \"okay\"");
        execCommand("bootm go");
    }

    private void atUboot(String command) {
        execCommandAndWaitForPattern(command, UBOOT_PROMPT);
    }

    /**
     * Log in as root.
     *
     * @param greeting what the host prints before it reads the name
     */
    protected void logsIn(String greeting, String host) {
        waitForConsolePattern(greeting);
        execCommandAndWaitForPattern("root", "Password:");
        execCommandAndWaitForPattern("0penBmc", "root@" + host + ":~#");
    }

    /** Read a sensor that {@link #addsSensor} added, before and after its temperature changes. */
    protected void readsSensor(int bus, String id) {
        String temperature =
                "cat /sys/bus/i2c/devices/%d-004d/hwmon/hwmon*/temp1_input".formatted(bus);
        execCommandAndWaitForPattern(
                "echo lm75 0x4d > /sys/class/i2c-dev/i2c-%d/device/new_device ".formatted(bus),
                "i2c i2c-%d: new_device: Instantiated device lm75 at 0x4d".formatted(bus));
        execCommandAndWaitForPattern(temperature, "0");
        String path = "/machine/peripheral/" + id;
        vm().cmd("qom-set", "path", path, "property", "temperature", "value", 18000);
        execCommandAndWaitForPattern(temperature, "18000");
    }

    /** Find the network card of {@link #addsNetworkCard} and its address. */
    protected void findsNetworkCard() {
        execCommandAndWaitForPattern(
                "lspci -s 0002:00:00.0",
                "0002:00:00.0 PCI bridge: ASPEED Technology, Inc. AST1150 PCI-to-PCI Bridge");
        execCommandAndWaitForPattern(
                "lspci -s 0002:01:00.0",
                "0002:01:00.0 Ethernet controller: Intel Corporation 82574L Gigabit Network Connection");
        execCommandAndWaitForPattern("ip addr show dev eth2", "inet 10.0.2.15/24");
    }
}
