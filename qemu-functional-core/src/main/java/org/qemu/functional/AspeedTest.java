package org.qemu.functional;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Extend this to boot the firmware of board controllers on machines with an ASPEED SoC. */
public abstract class AspeedTest extends LinuxKernelTest {
    private static final String UBOOT = "2019.04";
    private static final int OTP_BYTES = 16 * 1024;

    /**
     * Boot OpenBMC on an AST2500: see {@link #doTestArmAspeedOpenbmc(String, Path, String, String,
     * String, String)}.
     */
    public void doTestArmAspeedOpenbmc(String machine, Path image) {
        doTestArmAspeedOpenbmc(machine, image, UBOOT, "0x0", "AST2500 rev A1", null);
    }

    /**
     * Boot OpenBMC from flash until systemd sets its host name.
     *
     * @param uboot the version of U-Boot in the image
     * @param cpuId the CPU that the kernel reports to boot on
     * @param soc the kernel's name of the SoC, after "ASPEED"
     * @param hostname {@code null} for the machine's name without "-bmc"
     */
    public void doTestArmAspeedOpenbmc(
            String machine,
            Path image,
            String uboot,
            String cpuId,
            String soc,
            @Nullable String hostname) {
        String name = hostname != null ? hostname : machine.replaceFirst("-bmc$", "");
        setMachine(machine);
        vm().setConsole();
        vm().addArgs("-drive", "file=" + image + ",if=mtd,format=raw", "-snapshot");
        vm().launch();

        startsKernel(uboot);
        waitForConsolePattern("Booting Linux on physical CPU " + cpuId);
        waitForConsolePattern("ASPEED " + soc);
        waitForConsolePattern("/init as init process");
        waitForConsolePattern("systemd[1]: Hostname set to <" + name + ">.");
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
