package org.qemu.functional.tests.arm;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.condition.SkipBigDataTest;
import org.qemu.functional.tests.AllwinnerTest;

/** Proves that images for the machine {@code cubieboard} boot. */
class CubieboardTest extends AllwinnerTest {
    static final Asset INITRD =
            Asset.of(
                    "https://github.com/groeck/linux-build-test/raw/2eb0a73b5d5a28df3170c546ddaaa9757e1e0848/rootfs/arm/rootfs-armv5.cpio.gz",
                    "334b8d256db67a3f2b3ad070aa08b5ade39624e0e7e35b02f4359a577bc8f39b");
    static final Asset SATA_ROOTFS =
            Asset.of(
                    "https://github.com/groeck/linux-build-test/raw/2eb0a73b5d5a28df3170c546ddaaa9757e1e0848/rootfs/arm/rootfs-armv5.ext2.gz",
                    "17fc750da568580b39372133051ef2f0a963c0c0b369b845614442d025701745");
    static final Asset OPENWRT =
            Asset.of(
                    "https://downloads.openwrt.org/releases/22.03.2/targets/sunxi/cortexa8/openwrt-22.03.2-sunxi-cortexa8-cubietech_a10-cubieboard-ext4-sdcard.img.gz",
                    "94b5ecbfbc0b3b56276e5146b899eafa2ac5dc2d08733d6705af9f144f39f554");

    CubieboardTest() {
        super("cubieboard", "sun4i-a10-cubieboard.dtb", "Allwinner sun4i/sun5i");
    }

    @Test
    void bootsCubieboardInitrd() {
        bootsInitrd(INITRD, "usbcore.nousb ");
    }

    @Test
    void bootsCubieboardSata() {
        bootsSataDisk(SATA_ROOTFS);
    }

    @Test
    @SkipBigDataTest
    void bootsCubieboardOpenwrt22032() {
        bootsOpenWrt(OPENWRT);
        reboots();
    }
}
