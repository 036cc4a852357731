package org.qemu.functional.tests.rx;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipFlakyTest;

/** Proves that images for the machines {@code gdbsim-r5f562n7} and {@code gdbsim-r5f562n8} boot. */
class GdbsimTest extends QemuSystemTest {
    static final Asset UBOOT =
            Asset.of(
                    "https://github.com/philmd/qemu-testing-blob/raw/rx-gdbsim/rx/gdbsim/u-boot.bin",
                    "dd7dd4220cccf7aeb32227b26233bf39600db05c3f8e26005bcc2bf6c927207d");
    static final Asset DTB =
            Asset.of(
                    "https://github.com/philmd/qemu-testing-blob/raw/rx-gdbsim/rx/gdbsim/rx-gdbsim.dtb",
                    "aa278d9c1907a4501741d7ee57e7f65c02dd1b3e0323b33c6d4247f1b32cf29a");
    static final Asset KERNEL =
            Asset.of(
                    "https://github.com/philmd/qemu-testing-blob/raw/rx-gdbsim/rx/gdbsim/zImage",
                    "baa43205e74a7220ed8482188c5e9ce497226712abb7f4e7e4f825ce19ff9656");

    @Test
    void bootsUboot() {
        setMachine("gdbsim-r5f562n8");
        Path bios = UBOOT.fetch();
        vm().setConsole();
        vm().addArgs("-bios", bios, "-no-reboot");
        vm().launch();

        waitForConsolePattern("U-Boot 2016.05-rc3-23705-ga1ef3c71cb-dirty");
    }

    @Test
    @SkipFlakyTest("https://gitlab.com/qemu-project/qemu/-/issues/2691")
    void bootsLinuxSash() {
        setMachine("gdbsim-r5f562n7");
        Path dtb = DTB.fetch();
        Path kernel = KERNEL.fetch();
        vm().setConsole();
        vm().addArgs("-kernel", kernel, "-dtb", dtb, "-no-reboot");
        vm().launch();

        waitForConsolePattern("Sash command shell (version 1.1.1)", "Kernel panic - not syncing");
        execCommandAndWaitForPattern("printenv", "TERM=linux");
    }
}
