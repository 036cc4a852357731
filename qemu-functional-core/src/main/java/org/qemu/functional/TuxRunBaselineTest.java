package org.qemu.functional;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.asset.Asset;

/**
 * Extend this to boot a TuxRun kernel and root file system: log in, run a few commands, halt.
 *
 * <p>The fields contain what differs between architectures; set them before {@link #commonTuxrun}.
 */
public abstract class TuxRunBaselineTest extends LinuxKernelTest {
    /** The default drive. */
    protected static final String DEFAULT_DRIVE = "virtio-blk-device";

    /** The default for the last message of the kernel. */
    protected static final String DEFAULT_HALT = "reboot: System halted";

    private static final String PROMPT = "root@tuxtest:~#";

    /** The kernel's name of the console. */
    protected String console = "ttyS0";

    /** The kernel's name of the drive with the root file system. */
    protected String root = "vda";

    /** Whether QEMU exits by itself when the guest halts. */
    protected boolean waitForShutdown = true;

    /** A device that precedes the drive; {@code null} for none. */
    protected @Nullable String extraDevice;

    private String commandLine = "";

    /**
     * The files that a run needs.
     *
     * @param dtb {@code null} for that of the machine
     */
    public record TuxRunFiles(Path kernel, Path rootfs, @Nullable Path dtb) {}

    /** Boot, log in, run a few commands and halt. */
    public void commonTuxrun(Asset kernel, Asset rootfs) {
        commonTuxrun(kernel, rootfs, DEFAULT_DRIVE);
    }

    /** Boot from a drive with the given value of {@code -device}. */
    public void commonTuxrun(Asset kernel, Asset rootfs, String drive) {
        commonTuxrun(kernel, rootfs, null, drive, DEFAULT_HALT, 0);
    }

    /**
     * Boot, log in, run a few commands and halt.
     *
     * @param dtb {@code null} for that of the machine
     * @param drive the value of {@code -device}
     * @param haltMessage the last message of the kernel
     * @param consoleIndex the serial port, 0 for the first
     */
    public void commonTuxrun(
            Asset kernel,
            Asset rootfs,
            @Nullable Asset dtb,
            String drive,
            String haltMessage,
            int consoleIndex) {
        TuxRunFiles files = fetchTuxrunAssets(kernel, rootfs, dtb);
        prepareRun(files, drive, consoleIndex);
        vm().launch();
        runTuxtestTests(haltMessage);
        try {
            Files.delete(files.rootfs());
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete '%s'".formatted(files.rootfs()), e);
        }
    }

    /** Fetch kernel and device tree, and uncompress the root file system. */
    public TuxRunFiles fetchTuxrunAssets(Asset kernel, Asset rootfs, @Nullable Asset dtb) {
        return new TuxRunFiles(
                kernel.fetch(), uncompress(rootfs), dtb == null ? null : dtb.fetch());
    }

    /** Set the console of {@link #vm()} and the arguments that all runs share. */
    public void prepareRun(TuxRunFiles files, String drive, int consoleIndex) {
        vm().setConsole(null, consoleIndex);
        commandLine = KERNEL_COMMON_COMMAND_LINE + "root=/dev/" + root + " console=" + console;
        vm().addArgs("-kernel", files.kernel(), "-append", commandLine);
        vm().addArgs(
                        "-blockdev",
                        "driver=raw,file.driver=file,file.filename=%s,node-name=hd0"
                                .formatted(files.rootfs()));
        if (extraDevice != null) {
            vm().addArgs("-device", extraDevice);
        }
        vm().addArgs("-device", drive + ",drive=hd0");
        if (files.dtb() != null) {
            vm().addArgs("-dtb", files.dtb());
        }
    }

    /** Wait for the login, run a few commands and halt; {@link #vm()} has ended then. */
    public void runTuxtestTests(String haltMessage) {
        waitForConsolePattern(commandLine);
        waitForConsolePattern("tuxtest login:");
        execCommandAndWaitForPattern("root", PROMPT);
        execCommandAndWaitForPattern("cat /proc/interrupts", PROMPT);
        execCommandAndWaitForPattern("cat /proc/self/maps", PROMPT);
        execCommandAndWaitForPattern("uname -a", PROMPT);
        execCommandAndWaitForPattern("halt", haltMessage);
        if (waitForShutdown) {
            vm().waitForExit();
        } else {
            vm().shutdown();
        }
    }
}
