package org.qemu.functional.tests.arm;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipBigDataTest;
import org.qemu.functional.tests.AllwinnerTest;

/** Proves that images for the machine {@code bpim2u} boot. */
class Bpim2uTest extends AllwinnerTest {
    static final Asset SD_IMAGE =
            Asset.of(
                    "https://downloads.openwrt.org/releases/22.03.3/targets/sunxi/cortexa7/openwrt-22.03.3-sunxi-cortexa7-sinovoip_bananapi-m2-ultra-ext4-sdcard.img.gz",
                    "5b41b4e11423e562c6011640f9a7cd3bdd0a3d42b83430f7caa70a432e6cd82c");

    Bpim2uTest() {
        super("bpim2u", "sun8i-r40-bananapi-m2-ultra.dtb", "Allwinner sun8i Family");
    }

    @Test
    void bootsBpim2u() {
        bootsKernel();
    }

    @Test
    void bootsBpim2uInitrd() {
        bootsInitrd(ARMV7_INITRD, "");
    }

    @Test
    void bootsBpim2uGmac() {
        bootsSdCard(
                "b300",
                "mmcblk",
                "-net",
                "nic,model=gmac,netdev=host_gmac",
                "-netdev",
                "user,id=host_gmac");
    }

    @Test
    @SkipBigDataTest
    void bootsBpim2uOpenwrt22033() {
        bootsOpenWrt(SD_IMAGE);
        showsBus();
    }
}
