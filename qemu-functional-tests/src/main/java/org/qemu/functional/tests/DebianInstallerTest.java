package org.qemu.functional.tests;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

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
        vm.addArgs("-kernel", bootable(file(installer, installer.kernel())));
        vm.addArgs("-initrd", file(installer, installer.initrd()));
        vm.addArgs(
                "-append",
                KERNEL_COMMON_COMMAND_LINE
                        + "rdinit=/bin/sh console=%s%s %s"
                                .formatted(installer.console(), installer.options(), options));
    }

    /** Return the file with which QEMU starts a kernel for {@link #awaitShell}. */
    protected Path bootable(Path kernel) {
        return uncompressKernel(kernel);
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

    /**
     * Let the network card {@code eth0} serve a file of 4 MiB, over a port that QEMU forwards from
     * this host, and check what arrives.
     *
     * @param port the port in the guest
     */
    protected void servesFileOverForwardedPort(int port) {
        run(vm(), "modprobe virtio_pci; modprobe virtio_net");
        run(vm(), "ip link set eth0 up; ip addr add 10.0.2.15/24 dev eth0");
        run(vm(), "head -c 4194304 /dev/urandom > /file");
        Matcher hash = SHA256.matcher(run(vm(), "sha256sum /file"));
        checkHttpDownload(
                "/file",
                hash.find() ? hash.group() : "none",
                port,
                "{ printf 'HTTP/1.0 200 OK\\r\\nContent-Length: 4194304\\r\\n\\r\\n'; cat /file; } | nc -l -p %1$d &"
                                .formatted(port)
                        + " until grep -q :%04X /proc/net/tcp /proc/net/tcp6; do :; done;"
                                .formatted(port)
                        + " echo Serving HTTP on 0.0.0.0 port");
    }

    private Path file(DebianInstaller installer, String name) {
        return scratchFile(installer.folder() + name);
    }
}
