package com.example.kernel;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/**
 * Boots a kernel with a shell as its only process. The kernel is that of the system property {@code
 * kernel}, a bzImage; without it, that of Debian's installer.
 */
class KernelTest extends LinuxKernelTest {
    static final Asset INSTALLER =
            Asset.of(
                    "debian:pool/main/d/debian-installer-netboot-images/debian-installer-12-netboot-amd64_20230607+deb12u15_all.deb",
                    "499e4609976bfd47c1b3025382fb5dddeb023350921142b919c89c4d24bd7f9b");

    private static final String FOLDER =
            "usr/lib/debian-installer/images/12/amd64/text/debian-installer/amd64/";
    private static final String PROMPT = "~ # ";

    @Test
    void startsUserSpace() {
        bootToShell("");
        execCommandAndWaitForPattern("echo this is process $$", "this is process 1");
    }

    @Test
    void passesItsCommandLineToUserSpace() {
        bootToShell("my.option=42");
        execCommandAndWaitForPattern("mount -t proc proc /proc", PROMPT);
        execCommandAndWaitForPattern("cat /proc/cmdline", "my.option=42");
    }

    @Test
    void panicsWithoutARootFileSystem() {
        setMachine("q35");
        vm().setConsole();
        vm().addArgs("-nodefaults", "-m", "512M", "-kernel", kernel());
        vm().addArgs("-append", "console=ttyS0");
        vm().launch();
        // The superclass takes a panic for a failure; here it is what the test waits for.
        consoleExpectation().success("Kernel panic - not syncing: VFS: Unable to mount root fs").await(consoleTimeout());
    }

    private void bootToShell(String options) {
        setMachine("q35");
        vm().addArgs("-nodefaults", "-m", "512M");
        vm().addArgs("-append", KERNEL_COMMON_COMMAND_LINE + "console=ttyS0 rdinit=/bin/sh " + options);
        launchKernel(kernel(), archiveExtract(INSTALLER, FOLDER + "initrd.gz"), null, "Linux version");
        waitForConsolePattern(PROMPT);
    }

    private Path kernel() {
        String own = System.getProperty("kernel");
        return own == null ? archiveExtract(INSTALLER, FOLDER + "linux") : Path.of(own);
    }
}
