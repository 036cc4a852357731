package org.qemu.functional;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Extend this to boot the firmware of board controllers on machines with an ASPEED SoC. */
public abstract class AspeedTest extends LinuxKernelTest {
    private static final String UBOOT = "2019.04";
    private static final String LOGIN = "login:";
    private static final int OTP_BYTES = 16 * 1024;
    private static final int CHANGED_TEMPERATURE = 18000;

    /**
     * Boot OpenBMC on an AST2500: see {@link #doTestArmAspeedOpenbmc(String, Path, String, String,
     * String)}.
     */
    public void doTestArmAspeedOpenbmc(String machine, Path image) {
        doTestArmAspeedOpenbmc(machine, image, UBOOT, "0x0", "AST2500 rev A1");
    }

    /**
     * Boot OpenBMC from flash until it asks for a user's name.
     *
     * @param uboot the version of U-Boot in the image
     * @param cpuId the CPU that the kernel reports to boot on
     * @param soc the kernel's name of the SoC, after "ASPEED"
     */
    public void doTestArmAspeedOpenbmc(
            String machine, Path image, String uboot, String cpuId, String soc) {
        setMachine(machine);
        vm().setConsole();
        vm().addArgs("-drive", "file=" + image + ",if=mtd,format=raw", "-snapshot");
        vm().launch();

        startsKernel(uboot);
        waitForConsolePattern("Booting Linux on physical CPU " + cpuId);
        waitForConsolePattern("ASPEED " + soc);
        waitForConsolePattern("/init as init process");
        waitForConsolePattern(LOGIN);
    }

    /**
     * Boot Buildroot from flash and log in. The machine type must be set.
     *
     * @param cpuId the CPU that the kernel reports to boot on
     * @param pattern the output that precedes the password prompt
     */
    public void doTestArmAspeedBuildrootStart(Path image, String cpuId, String pattern) {
        requireNetdev("user");
        vm().setConsole();
        vm().addArgs("-drive", "file=" + image + ",if=mtd,format=raw,read-only=true");
        vm().addArgs("-net", "nic", "-net", "user");
        vm().launch();

        startsKernel(UBOOT);
        waitForConsolePattern("Booting Linux on physical CPU " + cpuId);
        waitForConsolePattern("lease of 10.0.2.15");
        waitForConsolePattern(pattern);
        execCommandAndWaitForPattern("root", "Password:");
        execCommandAndWaitForPattern("passw0rd", "#");
    }

    /** Power off a Buildroot that {@link #doTestArmAspeedBuildrootStart} started. */
    public void doTestArmAspeedBuildrootPoweroff() {
        execCommandAndWaitForPattern("poweroff", "System halted");
    }

    /** Boot ASPEED's SDK from flash until the kernel starts. The machine type must be set. */
    public void doTestArmAspeedSdkStart(Path image) {
        requireNetdev("user");
        vm().setConsole();
        vm().addArgs("-drive", "file=" + image + ",if=mtd,format=raw");
        vm().addArgs("-net", "nic", "-net", "user", "-snapshot");
        vm().launch();

        startsKernel(UBOOT);
    }

    /** Boot ASPEED's SDK from flash until it asks for a user's name. The machine must be set. */
    public void doTestArmAspeedSdkLogin(Path image) {
        doTestArmAspeedSdkStart(image);
        waitForConsolePattern(LOGIN);
    }

    /**
     * Boot ASPEED's Zephyr on the set machine to its shell, and list the shell's commands.
     *
     * @param greeting what it prints before it reads commands
     */
    public void doTestArmAspeedZephyr(Path kernel, String greeting) {
        vm().setConsole();
        vm().addArgs("-kernel", kernel, "-nographic");
        vm().launch();
        waitForConsolePattern(greeting);
        execCommandAndWaitForPattern("help", "Available commands");
    }

    /** Boot ASPEED's Zephyr on the set machine with a one-time programmable memory. */
    public void doTestArmAspeedZephyrOtp(Path kernel) {
        vm().setConsole();
        vm().addArgs("-kernel", kernel);
        addOtpMemory();
        vm().launch();
        waitForConsolePattern("Booting Zephyr OS");
    }

    /** Connect a file as the one-time programmable memory: see {@link #generateOtpmemImage}. */
    public void addOtpMemory() {
        Path image = generateOtpmemImage();
        vm().addArgs("-blockdev", "driver=file,filename=" + image + ",node-name=otp");
        vm().addArgs("-global", "aspeed-otp.drive=otp");
    }

    /**
     * Read the temperature sensor {@code tmp-test} at address 0x4d in the guest, before and after
     * its temperature changes.
     *
     * @param bus the number of its I2C bus
     * @param hwmon the number that the kernel gives to the sensor
     */
    public void doTestArmAspeedSensor(int bus, int hwmon) {
        String temperature = "cat /sys/class/hwmon/hwmon%d/temp1_input".formatted(hwmon);
        execCommandAndWaitForPattern(
                "echo lm75 0x4d > /sys/class/i2c-dev/i2c-%d/device/new_device".formatted(bus),
                "i2c i2c-%d: new_device: Instantiated device lm75 at 0x4d".formatted(bus));
        execCommandAndWaitForPattern(temperature, "0");
        String path = "/machine/peripheral/tmp-test";
        vm().cmd("qom-set", "path", path, "property", "temperature", "value", CHANGED_TEMPERATURE);
        execCommandAndWaitForPattern(temperature, Integer.toString(CHANGED_TEMPERATURE));
    }

    private void startsKernel(String uboot) {
        waitForConsolePattern("U-Boot " + uboot);
        waitForConsolePattern("## Loading kernel from FIT Image");
        waitForConsolePattern("Starting kernel ...");
    }

    /**
     * Create an image of a one-time programmable memory in the scratch folder, in which every other
     * word is set.
     */
    public Path generateOtpmemImage() {
        byte[] content = new byte[OTP_BYTES];
        for (int i = 0; i < OTP_BYTES; i++) {
            content[i] = (byte) (i % 8 < 4 ? 0 : 0xff);
        }
        Path image = scratchFile("otpmem.img");
        try {
            return Files.write(image, content);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write '%s'".formatted(image), e);
        }
    }
}
