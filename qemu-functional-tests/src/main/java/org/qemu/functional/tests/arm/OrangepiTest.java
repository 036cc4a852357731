package org.qemu.functional.tests.arm;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipBigDataTest;
import org.qemu.functional.tests.AllwinnerTest;

/** Proves that images for the machine {@code orangepi-pc} boot. */
class OrangepiTest extends AllwinnerTest {
    static final Asset ARMBIAN =
            Asset.of(
                    "https://k-space.ee.armbian.com/archive/orangepipc/archive/Armbian_23.8.1_Orangepipc_jammy_current_6.1.47.img.xz",
                    "b386dff6552513b5f164ea00f94814a6b0f1da9fb90b83725e949cf797e11afb");

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
}
