package org.qemu.functional.tests.arm;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.qemu.functional.LinuxKernelTest;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipSlowTest;

/** Proves that images for the machine {@code quanta-gsj} boot. */
class QuantaGsjTest extends LinuxKernelTest {
    static final Asset IMAGE =
            Asset.of(
                    "https://github.com/hskinnemoen/openbmc/releases/download/20200711-gsj-qemu-0/obmc-phosphor-image-gsj.static.mtd.gz",
                    "eccd4e375cde53034c84aece5c511932cacf838d9fd3f63da368a511757da72b");
    static final Asset INITRD =
            Asset.of(
                    "https://github.com/hskinnemoen/openbmc/releases/download/20200711-gsj-qemu-0/obmc-phosphor-initramfs-gsj.cpio.xz",
                    "37b05009fc54db1434beac12bd7ff99a2e751a2f032ee18d9042f991dd0cdeaa");
    static final Asset KERNEL =
            Asset.of(
                    "https://github.com/hskinnemoen/openbmc/releases/download/20200711-gsj-qemu-0/uImage-gsj.bin",
                    "ce6d6b37bff46c74fc7b1e90da10a431cc37a62cdb35ec199fa73473d0790110");
    static final Asset DTB =
            Asset.of(
                    "https://github.com/hskinnemoen/openbmc/releases/download/20200711-gsj-qemu-0/nuvoton-npcm730-gsj.dtb",
                    "3249b2da787d4b9ad4e61f315b160abfceb87b5e1895a7ce898ce7f40c8d4045");

    @Test
    @SkipSlowTest
    void bootsQuantaGsj() {
        setMachine("quanta-gsj");
        Path image = uncompress(IMAGE, "gz");
        vm().setConsole();
        vm().addArgs("-drive", "file=" + image + ",if=mtd,bus=0,unit=0");
        vm().launch();

        waitForConsolePattern("> BootBlock by Nuvoton");
        waitForConsolePattern(">Device: Poleg BMC NPCM730");
        waitForConsolePattern(">Skip DDR init.");
        waitForConsolePattern("U-Boot ");
        interruptInteractiveConsoleUntilPattern("Hit any key to stop autoboot:", "U-Boot>");
        execCommandAndWaitForPattern(
                "setenv bootargs ${bootargs} "
                        + KERNEL_COMMON_COMMAND_LINE
                        + "console=${console} mem=${mem} initcall_blacklist=npcm_i2c_bus_driver_init systemd.mask=systemd-random-seed.service systemd.mask=dropbearkey.service ",
                "U-Boot>");
        execCommandAndWaitForPattern("run romboot", "Booting Kernel from flash");
        waitForConsolePattern("Booting Linux on physical CPU 0x0");
        waitForConsolePattern("CPU1: thread -1, cpu 1, socket 0");
        waitForConsolePattern("OpenBMC Project Reference Distro");
        waitForConsolePattern("gsj login:");
    }

    @Test
    void bootsQuantaGsjInitrd() {
        setMachine("quanta-gsj");
        Path initrd = INITRD.fetch();
        Path kernel = KERNEL.fetch();
        Path dtb = DTB.fetch();
        vm().setConsole();
        vm().addArgs(
                        "-kernel",
                        kernel,
                        "-initrd",
                        initrd,
                        "-dtb",
                        dtb,
                        "-append",
                        KERNEL_COMMON_COMMAND_LINE
                                + "console=ttyS0,115200n8 earlycon=uart8250,mmio32,0xf0001000");
        vm().launch();

        waitForConsolePattern("Booting Linux on physical CPU 0x0");
        waitForConsolePattern("CPU1: thread -1, cpu 1, socket 0");
        waitForConsolePattern("Give root password for system maintenance");
    }
}
