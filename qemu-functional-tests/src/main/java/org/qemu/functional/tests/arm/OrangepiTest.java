package org.qemu.functional.tests.arm;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipBigDataTest;
import org.qemu.functional.image.ImageFiles;
import org.qemu.functional.tests.AllwinnerTest;

/** Proves that images for the machine {@code orangepi-pc} boot. */
class OrangepiTest extends AllwinnerTest {
    static final Asset ARMBIAN =
            Asset.of(
                    "https://k-space.ee.armbian.com/archive/orangepipc/archive/Armbian_23.8.1_Orangepipc_jammy_current_6.1.47.img.xz",
                    "b386dff6552513b5f164ea00f94814a6b0f1da9fb90b83725e949cf797e11afb");
    static final Asset UBOOT =
            Asset.of(
                    "http://snapshot.debian.org/archive/debian/20200108T145233Z/pool/main/u/u-boot/u-boot-sunxi_2020.01%2Bdfsg-1_armhf.deb",
                    "9223d94dc283ab54df41ce9d6f69025a5b47fece29fb67a714e23aa0cdf3bdfa");
    static final Asset NETBSD =
            Asset.of(
                    "https://archive.netbsd.org/pub/NetBSD-archive/NetBSD-9.0/evbarm-earmv7hf/binary/gzimg/armv7.img.gz",
                    "20d3e07dc057e15c12452620e90ecab2047f0f7940d9cba8182ebc795927177f");

    /** Where the processor reads its boot loader on the card, in bytes. */
    private static final long LOADER_OFFSET = 8 * 1024;

    OrangepiTest() {
        super("orangepi-pc", "sun8i-h3-orangepi-pc.dtb", "Allwinner sun8i Family");
    }

    @Test
    void bootsOrangepi() {
        bootsKernel();
    }

    @Test
    void bootsOrangepiInitrd() {
        bootsInitrd(ARMV7_INITRD, "");
    }

    @Test
    void bootsOrangepiSd() {
        bootsSdCard("/dev/mmcblk0", "mmcblk0");
    }

    @Test
    @SkipBigDataTest
    void bootsOrangepiArmbian() {
        startsSdCard(ARMBIAN);
        waitForConsolePattern("Autoboot in ");
        execCommandAndWaitForPattern(" ", "=>");
        bootsWith(
                "console=ttyS0,115200 loglevel=7 nosmp"
                        + " systemd.default_timeout_start_sec=9000"
                        + " systemd.mask=armbian-zram-config.service"
                        + " systemd.mask=armbian-ramlog.service");
        waitForConsolePattern("systemd[1]: Hostname set to <orangepipc>");
        waitForConsolePattern("Starting Load Kernel Modules...");
    }

    @Test
    @SkipBigDataTest
    void bootsOrangepiUbootNetbsd9() throws IOException {
        setMachine("orangepi-pc");
        requireNetdev("user");
        Path uboot =
                archiveExtract(UBOOT, "usr/lib/u-boot/orangepi_plus/u-boot-sunxi-with-spl.bin");
        Path card = uncompress(NETBSD);
        ImageFiles.imagePow2ceilExpand(card);
        try (FileChannel out = FileChannel.open(card, StandardOpenOption.WRITE)) {
            ByteBuffer loader = ByteBuffer.wrap(Files.readAllBytes(uboot));
            while (loader.hasRemaining()) {
                out.write(loader, LOADER_OFFSET + loader.position());
            }
        }
        vm().setConsole();
        vm().addArgs("-nic", "user");
        vm().addArgs("-drive", "if=sd,format=raw,snapshot=on,file=" + card);
        vm().addArgs("-global", "allwinner-rtc.base-year=2000", "-no-reboot");
        vm().launch();

        waitForConsolePattern("U-Boot 2020.01+dfsg-1");
        interruptInteractiveConsoleUntilPattern(
                "Hit any key to stop autoboot:", "switch to partitions #0, OK");
        atUboot("");
        atUboot("setenv bootargs root=ld0a");
        atUboot("setenv kernel netbsd-GENERIC.ub");
        // The loader is that of the "plus" board.
        atUboot("setenv fdtfile dtb/sun8i-h3-orangepi-pc.dtb");
        atUboot(
                "setenv bootcmd 'fatload mmc 0:1 ${kernel_addr_r} ${kernel}; "
                        + "fatload mmc 0:1 ${fdt_addr_r} ${fdtfile}; "
                        + "fdt addr ${fdt_addr_r}; "
                        + "bootm ${kernel_addr_r} - ${fdt_addr_r}'");
        execCommandAndWaitForPattern("boot", "Booting kernel from Legacy Image");
        waitForConsolePattern("Starting kernel ...");
        waitForConsolePattern("NetBSD 9.0 (GENERIC)");
        waitForConsolePattern("Starting root file system check");
    }

    private void atUboot(String command) {
        execCommandAndWaitForPattern(command, "=>");
    }
}
