package org.qemu.functional.tests.aarch64;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.Imx8EvkTest;

/** Proves that Debian's cloud image boots on i.MX 8M Mini from its SD host controller. */
class Imx8mmEvkTest extends Imx8EvkTest {
    static final Asset IMAGE =
            Asset.of(
                    "https://cloud.debian.org/images/cloud/bookworm/20231210-1590/debian-12-generic-arm64-20231210-1590.tar.xz",
                    "7ebf1577b32d5af6204df74b54ca2e4675de9b5a9fa14f3ff70b88eeb7b3b359");

    @Test
    void bootsFromItsCard() throws IOException {
        bootsFromCard("imx8mm-evk", IMAGE, 0x64DB5000L, 36812);
    }
}
