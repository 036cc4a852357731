package com.example.kernel;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.junit.Arch;
import org.qemu.functional.junit.AssetFile;
import org.qemu.functional.junit.Machine;
import org.qemu.functional.junit.QemuTest;
import org.qemu.functional.machine.QemuMachine;

/**
 * Boots a kernel with a shell as its only process. The kernel is that of the system property {@code
 * kernel}, a bzImage; without it, that of Debian's installer.
 */
@QemuTest
@Arch("x86_64")
@Machine(
        type = "q35",
        args = {"-nodefaults", "-m", "512M"},
        launch = false)
class KernelTest {
    private static final String INSTALLER =
            "debian:pool/main/d/debian-installer-netboot-images/debian-installer-12-netboot-amd64_20230607+deb12u15_all.deb";
    private static final String HASH =
            "499e4609976bfd47c1b3025382fb5dddeb023350921142b919c89c4d24bd7f9b";
    private static final String FOLDER =
            "usr/lib/debian-installer/images/12/amd64/text/debian-installer/amd64/";
    private static final String PROMPT = "~ # ";

    @AssetFile(url = INSTALLER, hash = HASH, member = FOLDER + "linux")
    static Path debianKernel;

    @AssetFile(url = INSTALLER, hash = HASH, member = FOLDER + "initrd.gz")
    static Path initrd;

    @Test
    void startsUserSpace(QemuMachine vm) {
        bootToShell(vm, "");
        vm.execCommandAndWaitForPattern("echo this is process $$", "this is process 1");
    }

    @Test
    void passesItsCommandLineToUserSpace(QemuMachine vm) {
        bootToShell(vm, "my.option=42");
        vm.execCommandAndWaitForPattern("mount -t proc proc /proc", PROMPT);
        vm.execCommandAndWaitForPattern("cat /proc/cmdline", "my.option=42");
    }

    @Test
    void panicsWithoutARootFileSystem(QemuMachine vm) {
        vm.addArgs("-kernel", kernel(), "-append", "console=ttyS0").launch();
        // A panic fails each wait but one for its own text.
        vm.waitForConsolePattern("Kernel panic - not syncing: VFS: Unable to mount root fs");
    }

    @Test
    void powersTheMachineOff(QemuMachine vm) {
        bootToShell(vm, "");
        vm.console().type("poweroff -f");
        vm.eventWait("SHUTDOWN");
        vm.waitForExit();
    }

    private static void bootToShell(QemuMachine vm, String options) {
        vm.addArgs("-kernel", kernel(), "-initrd", initrd)
                .addArgs("-append", "printk.time=0 console=ttyS0 rdinit=/bin/sh " + options)
                .launch();
        vm.waitForConsolePattern("Linux version");
        vm.waitForConsolePattern("Run /bin/sh as init process");
        vm.waitForConsolePattern(PROMPT);
    }

    private static Path kernel() {
        String own = System.getProperty("kernel");
        return own == null ? debianKernel : Path.of(own);
    }
}
