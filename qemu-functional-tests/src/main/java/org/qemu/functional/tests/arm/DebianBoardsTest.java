package org.qemu.functional.tests.arm;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.DebianInstaller;
import org.qemu.functional.tests.DebianInstallerTest;

/**
 * Proves that a single kernel and initrd of Debian 12's installer boot on many boards, each with
 * its device tree.
 */
class DebianBoardsTest extends DebianInstallerTest {
    static final Asset NETBOOT = DebianInstaller.ARMHF.netboot();

    @Test
    void bootsVexpressA9() {
        boots("vexpress-a9", "vexpress-v2p-ca9.dtb", "ttyAMA0", "512M", "V2P-CA9");
    }

    @Test
    void bootsVexpressA15() {
        boots("vexpress-a15", "vexpress-v2p-ca15-tc1.dtb", "ttyAMA0", "512M", "V2P-CA15");
    }

    @Test
    void bootsCubieboard() {
        boots("cubieboard", "sun4i-a10-cubieboard.dtb", "ttyS0", "512M", "Cubietech Cubieboard");
    }

    @Test
    void bootsOrangePiPc() {
        boots("orangepi-pc", "sun8i-h3-orangepi-pc.dtb", "ttyS0", null, "Xunlong Orange Pi PC");
    }

    @Test
    void bootsBananaPiM2Ultra() {
        boots("bpim2u", "sun8i-r40-bananapi-m2-ultra.dtb", "ttyS0", null, "Banana Pi BPI-M2-Ultra");
    }

    @Test
    void bootsRaspberryPi2() {
        boots("raspi2b", "bcm2836-rpi-2-b.dtb", "ttyAMA0", null, "Raspberry Pi 2 Model B");
    }

    @Test
    void bootsHighbank() {
        boots("highbank", "highbank.dtb", "ttyAMA0", "512M", "Calxeda Highbank");
    }

    @Test
    void bootsMidway() {
        boots("midway", "ecx-2000.dtb", "ttyAMA0", "512M", "Calxeda ECX-2000");
    }

    @Test
    void bootsAst2600Evb() {
        boots("ast2600-evb", "aspeed-ast2600-evb.dtb", "ttyS4", null, "AST2600 EVB");
    }

    private void boots(
            String board, String dtb, String console, @Nullable String memory, String model) {
        setMachine(board);
        vm().addArgs("-net", "none");
        bootsToUserSpace(DebianInstaller.ARMHF, dtb, console, memory, "Machine model: " + model);
    }
}
