package org.qemu.functional;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.console.ConsoleMatch;
import org.qemu.functional.machine.QemuMachine;

/** Extend this to boot Linux: a panic of the kernel ends every wait that names no other failure. */
public abstract class LinuxKernelTest extends QemuSystemTest {
    /** What every kernel command line begins with: no time stamps, so that lines can be awaited. */
    public static final String KERNEL_COMMON_COMMAND_LINE = "printk.time=0 ";

    /** What Linux says when it gives up; the reason follows. */
    public static final String KERNEL_PANIC = "Kernel panic - not syncing";

    @Override
    public ConsoleMatch waitForConsolePattern(String success) {
        return waitForConsolePattern(success, KERNEL_PANIC, vm());
    }

    /** Wait for text on a machine's console, or for a kernel panic. */
    public ConsoleMatch waitForConsolePattern(String success, QemuMachine vm) {
        return waitForConsolePattern(success, KERNEL_PANIC, vm);
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
     * @param dtb a device tree; {@code null} for the machine's own
     * @param waitFor {@code null} to return as soon as QEMU runs
     */
    public void launchKernel(
            Path kernel, @Nullable Path initrd, @Nullable Path dtb, @Nullable String waitFor) {
        launchKernel(kernel, initrd, dtb, 0, waitFor);
    }

    /** Boot a kernel whose console is the serial port of a number, 0 for the first. */
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
}
