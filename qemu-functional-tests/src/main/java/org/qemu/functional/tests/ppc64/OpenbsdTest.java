package org.qemu.functional.tests.ppc64;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.QemuSystemTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.Resources;

/** Proves that OpenBSD's installer boots on powernv9 from the kernel of its firmware. */
@Resources(memory = "2448M")
class OpenbsdTest extends QemuSystemTest {
    static final Asset MINIROOT =
            Asset.of(
                    "https://kirill.korins.ky/pub/qemu-powerpc64-openbsd/miniroot79.img",
                    "7829e42b75d81cafd732038b9d63228b79c1f5828d8375872a4bb655e1d6b13c");
    static final Asset BOOT_KERNEL =
            Asset.of(
                    "https://kirill.korins.ky/pub/qemu-powerpc64-openbsd/pnor.BOOTKERNEL",
                    "397ce43ce61910e1a2c4f13d301f957e61513a9ec5371bc3e87d3095411fae7b");

    @Test
    void bootsTheInstaller() {
        setMachine("powernv9");
        requireAccelerator("tcg");
        Path miniroot = MINIROOT.fetch();
        Path kernel = BOOT_KERNEL.fetch();
        vm().setConsole();
        vm().addArgs("-cpu", "power9", "-accel", "tcg,thread=single");
        vm().addArgs("-smp", "1,cores=1,threads=1", "-m", "2g");
        vm().addArgs("-kernel", kernel);
        vm().addArgs("-device", "ich9-ahci,id=sata0,bus=pcie.0,addr=0x0");
        vm().addArgs(
                        "-drive",
                        "file=" + miniroot + ",format=raw,if=none,id=bootdisk,snapshot=on",
                        "-device",
                        "ide-hd,bus=sata0.0,unit=0,drive=bootdisk,bootindex=1");
        vm().launch();
        waitForConsolePattern("OpenBSD 7.9 (RAMDISK)", "panic:");
        waitForConsolePattern("(I)nstall, (U)pgrade, (A)utoinstall or (S)hell?", "panic:");
    }
}
