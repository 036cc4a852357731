package org.qemu.functional.tests.riscv64;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;

/** Proves that Linux boots on Kendryte's K230, directly and by the U-Boot of its SDK. */
class K230Test extends LinuxKernelTest {
    private static final String ASSETS =
            "https://raw.githubusercontent.com/zevorn/k230-boot-assets/c3c32fb46e8307c5063f13e8f367c98bf9273cd1/";

    static final Asset KERNEL =
            Asset.of(
                    ASSETS + "yocto/direct-boot/Image",
                    "3a44970213fa68ad318d308518adfc0bf4bee72ed1b2926f9b468f82ef7d7829");
    static final Asset DTB =
            Asset.of(
                    ASSETS + "yocto/direct-boot/k230-canmv.dtb",
                    "5050240b48ce0988c73eaefa73e4945a40abca503cf488d22a3adf6ef50bbe4c");
    static final Asset INITRD =
            Asset.of(
                    ASSETS + "yocto/direct-boot/rootfs.cpio.gz",
                    "4e1869a99a232ee60324f71f3a9e84a79b03ccabb5b73f8a727c5ff5be5c0914");
    static final Asset UBOOT =
            Asset.of(
                    ASSETS + "common/u-boot",
                    "0915b9a92a7c911846a8cf691866ef14ef050a51d04209f884ae8e9ec33f36d2");
    static final Asset FW_JUMP =
            Asset.of(
                    ASSETS + "common/fw_jump.uImage",
                    "cf7788e470f1d6e8c85491ecdc2705518db1b6af54080e8c7a3464bad0d902b7");

    private static final String PROMPT = "K230#";
    private static final int INITRD_ADDRESS = 0x0a100000;

    @Test
    void bootsTheKernelDirectly() {
        setMachine("k230");
        Path kernel = KERNEL.fetch();
        Path dtb = DTB.fetch();
        Path initrd = INITRD.fetch();
        vm().addArgs("-append", "console=ttyS0,115200 earlycon=sbi", "-no-reboot");
        launchKernel(kernel, initrd, dtb, null);
        waitForShell();
    }

    @Test
    void bootsByUboot() throws IOException {
        setMachine("k230");
        Path kernel = KERNEL.fetch();
        Path dtb = DTB.fetch();
        Path initrd = INITRD.fetch();
        Path uboot = UBOOT.fetch();
        Path fwJump = FW_JUMP.fetch();
        vm().setConsole();
        vm().addArgs("-bios", uboot);
        load(fwJump, "0xc100000");
        load(kernel, "0x8200000");
        load(initrd, "0xa100000");
        load(dtb, "0xa000000");
        vm().addArgs("-no-reboot");
        vm().launch();

        interruptInteractiveConsoleUntilPattern(PROMPT);
        for (String command :
                List.of(
                        "setenv bootargs console=ttyS0,115200 earlycon=sbi",
                        "fdt addr 0xa000000",
                        "fdt resize 8192",
                        "fdt set /chosen linux,initrd-start <0x0 0xa100000>",
                        "fdt set /chosen linux,initrd-end <0x0 0x%x>"
                                .formatted(INITRD_ADDRESS + Files.size(initrd)))) {
            execCommandAndWaitForPattern(command, PROMPT, null);
        }
        execCommandAndWaitForPattern("bootm 0xc100000 - 0xa000000", "Starting kernel ...", "ERROR");
        waitForShell();
    }

    private void load(Path file, String address) {
        vm().addArgs("-device", "loader,file=" + file + ",addr=" + address + ",force-raw=on");
    }

    private void waitForShell() {
        waitForConsolePattern("meta-k230 initramfs starting...");
        waitForConsolePattern("~ #");
    }
}
