package org.qemu.functional.tests.sh4;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.TuxRunBaselineTest;
import org.qemu.functional.asset.Asset;

/**
 * Proves that a TuxRun kernel boots to a login prompt, executes commands and halts on the machine
 * {@code r2d}.
 */
class TuxrunTest extends TuxRunBaselineTest {
    static final Asset SH4_KERNEL =
            Asset.of(
                    "https://storage.tuxboot.com/20230331/sh4/zImage",
                    "29d9b2aba604a0f53a5dc3b5d0f2b8e35d497de1129f8ee5139eb6fdf0db692f");
    static final Asset SH4_ROOTFS =
            Asset.of(
                    "https://storage.tuxboot.com/20230331/sh4/rootfs.ext4.zst",
                    "3592a7a3d5a641e8b9821449e77bc43c9904a56c30d45da0694349cfd86743fd");

    @Test
    void boots() {
        setMachine("r2d");
        Path kernel = SH4_KERNEL.fetch();
        Path image = uncompress(SH4_ROOTFS);
        setCpu("sh7785");
        vm().setConsole(null, 1);
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-append",
                        "printk.time=0 root=/dev/sda console=ttySC1",
                        "-blockdev",
                        "driver=raw,file.driver=file,file.filename=" + image + ",node-name=hd0",
                        "-device",
                        "driver=ide-hd,bus=ide.0,unit=0,drive=hd0");
        vm().launch();

        waitForConsolePattern("tuxtest login:", "Kernel panic - not syncing");
        execCommandAndWaitForPattern("root", "root@tuxtest:~#");
        execCommandAndWaitForPattern("halt", "reboot: System halted");
    }
}
