package org.qemu.functional;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.archive.internal.kernel.BootableKernel;
import org.qemu.functional.console.ConsoleMatch;
import org.qemu.functional.machine.QemuMachine;

/**
 * Extend this to boot Linux. Every wait without a failure pattern of its own fails at a kernel
 * panic.
 */
public abstract class LinuxKernelTest extends QemuSystemTest {
    /**
     * The start of every kernel command line. It disables time stamps, so that whole lines can be
     * matched.
     */
    public static final String KERNEL_COMMON_COMMAND_LINE = "printk.time=0 ";

    /** The message of a Linux kernel panic; the reason follows it. */
    public static final String KERNEL_PANIC = "Kernel panic - not syncing";

    @Override
    public ConsoleMatch waitForConsolePattern(String success) {
        return waitForConsolePattern(success, KERNEL_PANIC, vm());
    }

    /**
     * Wait for text on a machine's console; fail at a kernel panic.
     *
     * @param others machines whose consoles are searched after the first; if there are any, {@code
     *     null} as the second argument means no failure text rather than no machine
     * @return the match on the last of the machines
     */
    public ConsoleMatch waitForConsolePattern(
            String success, QemuMachine vm, QemuMachine... others) {
        ConsoleMatch match = waitForConsolePattern(success, KERNEL_PANIC, vm);
        for (QemuMachine other : others) {
            match = waitForConsolePattern(success, KERNEL_PANIC, other);
        }
        return match;
    }

    @Override
    public ConsoleMatch waitForRegexConsolePattern(String success) {
        return waitForRegexConsolePattern(success, KERNEL_PANIC);
    }

    @Override
    public ConsoleMatch execCommandAndWaitForPattern(String command, String success) {
        return execCommandAndWaitForPattern(command, success, KERNEL_PANIC, vm());
    }

    /**
     * Connect the console of {@link #vm()}, boot a kernel and wait for text.
     *
     * @param initrd {@code null} for none
     * @param dtb a device tree; {@code null} for that of the machine
     * @param waitFor {@code null} to return as soon as QEMU is running
     */
    public void launchKernel(
            Path kernel, @Nullable Path initrd, @Nullable Path dtb, @Nullable String waitFor) {
        launchKernel(kernel, initrd, dtb, 0, waitFor);
    }

    /** Boot a kernel with its console on a given serial port, 0 for the first. */
    public void launchKernel(
            Path kernel,
            @Nullable Path initrd,
            @Nullable Path dtb,
            int consoleIndex,
            @Nullable String waitFor) {
        QemuMachine vm = vm();
        vm.setConsole(null, consoleIndex);
        vm.addArgs("-kernel", kernel);
        if (initrd != null) {
            vm.addArgs("-initrd", initrd);
        }
        if (dtb != null) {
            vm.addArgs("-dtb", dtb);
        }
        vm.launch();
        if (waitFor != null) {
            waitForConsolePattern(waitFor);
        }
    }

    /**
     * Return a kernel in the format that starts fastest: of an x86 bzImage with {@code CONFIG_PVH},
     * the ELF file in it, which QEMU starts without real mode code; of any other kernel, the file
     * itself. Under TCG, a guest takes half of its boot to decompress a kernel.
     *
     * @return a file in the scratch folder, or {@code kernel}
     * @throws org.qemu.functional.archive.ArchiveException if the bzImage is damaged
     */
    public Path uncompressKernel(Path kernel) {
        Path elf = scratchFile(kernel.getFileName() + ".elf");
        try {
            return BootableKernel.extract(kernel, elf) ? elf : kernel;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the kernel '%s'".formatted(kernel), e);
        }
    }

    /**
     * Serve a file from the guest with Python's HTTP server and check its content. The guest's
     * user-mode network must forward a port of this host to the server's port.
     *
     * @param fileName an absolute path in the guest
     * @param sha256 the hash of the content, in hex
     */
    public void checkHttpDownload(String fileName, String sha256, int guestPort) {
        checkHttpDownload(fileName, sha256, guestPort, "python3 -m http.server");
    }

    /**
     * Serve a file from the guest with a command to which the port is appended, and check its
     * content.
     */
    public void checkHttpDownload(
            String fileName, String sha256, int guestPort, String serverCommand) {
        execCommandAndWaitForPattern(
                serverCommand + " " + guestPort + " & sleep 1",
                "Serving HTTP on 0.0.0.0 port " + guestPort);
        HttpDownload.check("http://127.0.0.1:" + usernetHostfwdPort(vm()) + fileName, sha256);
    }
}
