package org.qemu.functional.tests.aarch64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.Ast2700EvbTest;

/** Proves that version 11.01 of ASPEED's SDK boots on the machine {@code ast2700a1-evb}. */
class AspeedAst2700a1Test extends Ast2700EvbTest {
    static final Asset SDK_V1101_A1 =
            Asset.of(
                    "https://github.com/AspeedTech-BMC/openbmc/releases/download/v11.01/ast2700-a1-image.tar.gz",
                    "859808828531a51931aad3b4e70b28143eebb3cde1838ba7d8e7a2b844c8a1ab");
    static final Asset SDK_V1101_A1_DCSCM =
            Asset.of(
                    "https://github.com/AspeedTech-BMC/openbmc/releases/download/v11.01/ast2700-a1-dcscm-image.tar.gz",
                    "4654eabad75da3fd33635cd6d29b7635181daefee7294b68feb124b9d4c24116");

    AspeedAst2700a1Test() {
        super("ast2700a1-evb");
    }

    @Test
    void bootsSdkV1101() {
        bootsSdk(SDK_V1101_A1, "ast2700-a1-image", "ast2700-a1");
    }

    @Test
    void bootsSdkV1101ByRom() {
        bootsSdkByRom(SDK_V1101_A1, "ast2700-a1-image");
    }

    @Test
    void bootsSdkV1101WithIoExpander() {
        bootsSdkWithIoExpander(SDK_V1101_A1_DCSCM, "ast2700-a1-dcscm-image", "ast2700-a1-dcscm");
    }
}
