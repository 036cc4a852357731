package org.qemu.functional.tests;

import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Boots the kernel and initrd of Debian's installer, from a netboot package, to user space. */
public abstract class DebianInstallerTest extends LinuxKernelTest {
    /** Where the netboot packages of Debian 12 keep their images, one folder per architecture. */
    protected static final String IMAGES = "usr/lib/debian-installer/images/12/";

    /**
     * Boot {@link #vm()}, whose machine is set, until init starts its first daemon.
     *
     * @param kernel the path of the kernel in the package
     * @param initrd the path of the initrd in the package
     * @param console the kernel's name of the first serial port
     * @param machine what the kernel, early, calls the machine
     */
    protected void bootsToUserSpace(
            Asset netboot, String kernel, String initrd, String console, String machine) {
        archiveExtract(netboot); // once, for both: unpacking takes longer than writing
        // Without -nodefaults the installer finds a network card and spends a second on it.
        vm().addArgs("-nodefaults", "-m", "512M");
        vm().addArgs("-append", KERNEL_COMMON_COMMAND_LINE + "console=" + console);

        launchKernel(scratchFile(kernel), scratchFile(initrd), null, "Linux version 6.1.");
        waitForConsolePattern(machine);
        waitForConsolePattern("Run /init as init process");
        waitForConsolePattern("Starting system log");
    }
}
