package org.qemu.functional.tests;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.machine.QemuMachine;

/** Boots Debian's installer to its own user space or to a shell. */
public abstract class DebianInstallerTest extends LinuxKernelTest {
    private static final String MEMORY = "512M";

    /**
     * The line "Starting system log daemon: syslogd, klogd.", which init writes in pieces. On an
     * overloaded host, the kernel can log between two pieces, for example about its clock source.
     */
    private static final String DAEMONS = "log daemon:[\\s\\S]*?syslogd,[\\s\\S]*?klogd\\.";

    /** The prompt of the shell in the installer's initrd. */
    private static final String PROMPT = "~ # ";

    /**
     * Boot {@link #vm()}, whose machine is set, until init starts its first daemon.
     *
     * @param machine the machine's name in the kernel's early output
     */
    protected void bootsToUserSpace(DebianInstaller installer, String machine) {
        // Without -nodefaults, the installer finds a network card and needs a second for it.
        vm().addArgs("-nodefaults");
        bootsToUserSpace(installer, null, installer.console(), MEMORY, machine);
    }

    /**
     * Boot {@link #vm()}, a board whose devices are described by a device tree of the package.
     *
     * @param dtb its name; {@code null} for none
     * @param console the kernel's name of the serial port
     * @param memory the value of {@code -m}; {@code null} for the default of the board
     */
    protected void bootsToUserSpace(
            DebianInstaller installer,
            @Nullable String dtb,
            String console,
            @Nullable String memory,
            String machine) {
        // Write it once for all tests: extracting takes longer than writing.
        archiveExtract(installer.netboot());
        if (memory != null) {
            vm().addArgs("-m", memory);
        }
        vm().addArgs(
                        "-append",
                        KERNEL_COMMON_COMMAND_LINE + "console=" + console + installer.options());

        launchKernel(
                file(installer, installer.kernel()),
                file(installer, installer.initrd()),
                dtb == null ? null : file(installer, "dtbs/" + dtb),
                "Linux version");
        waitForConsolePattern(machine);
        waitForConsolePattern("Run /init as init process");
        waitForRegexConsolePattern(DAEMONS);
    }

    /**
     * Prepare a machine for {@link #awaitShell}: the installer's kernel with a shell as its only
     * process.
     *
     * @param options additional options for the kernel's command line
     */
    protected void useShell(QemuMachine vm, DebianInstaller installer, String options) {
        archiveExtract(installer.netboot());
        vm.setConsole();
        vm.addArgs("-nodefaults", "-m", MEMORY);
        vm.addArgs("-kernel", file(installer, installer.kernel()));
        vm.addArgs("-initrd", file(installer, installer.initrd()));
        vm.addArgs(
                "-append",
                KERNEL_COMMON_COMMAND_LINE
                        + "rdinit=/bin/sh console=%s%s %s"
                                .formatted(installer.console(), installer.options(), options));
    }

    /** Wait for the shell, and mount the file systems that describe the machine. */
    protected void awaitShell(QemuMachine vm) {
        waitForConsolePattern("built-in shell (ash)", null, vm);
        waitForConsolePattern(PROMPT, null, vm);
        run(vm, "mount -t proc none /proc; mount -t sysfs none /sys; mount -t devtmpfs none /dev");
    }

    /** Run a command in the shell, wait until it has ended, and return its output. */
    protected String run(QemuMachine vm, String command) {
        execCommand(command, vm);
        return waitForConsolePattern(PROMPT, null, vm).output();
    }

    private Path file(DebianInstaller installer, String name) {
        return scratchFile(installer.folder() + name);
    }
}
