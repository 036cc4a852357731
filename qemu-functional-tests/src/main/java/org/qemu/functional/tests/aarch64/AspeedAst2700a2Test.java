package org.qemu.functional.tests.aarch64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.Ast2700EvbTest;

/** Proves that version 11.01 of ASPEED's SDK boots on the machine {@code ast2700a2-evb}. */
class AspeedAst2700a2Test extends Ast2700EvbTest {
    static final Asset SDK_V1101 =
            Asset.of(
                    "https://github.com/AspeedTech-BMC/openbmc/releases/download/v11.01/ast2700-default-image.tar.gz",
                    "ce89dcd995cf284d41a6a4bd17a1b97d59939f0277bfe54fdaaf30e741ce7487");
    static final Asset SDK_V1101_DCSCM =
            Asset.of(
                    "https://github.com/AspeedTech-BMC/openbmc/releases/download/v11.01/ast2700-dcscm-image.tar.gz",
                    "b92ece9ca733dfd7a20193a12582f743b77f1898116b6d6f1abe57ac8db01c56");

    AspeedAst2700a2Test() {
        super("ast2700a2-evb");
    }

    @Test
    void bootsSdkV1101() {
        bootsSdk(SDK_V1101, "ast2700-default-image", "ast2700-default");
    }

    @Test
    void bootsSdkV1101ByRom() {
        bootsSdkByRom(SDK_V1101, "ast2700-default-image");
    }

    @Test
    void bootsSdkV1101WithIoExpander() {
        bootsSdkWithIoExpander(SDK_V1101_DCSCM, "ast2700-dcscm-image", "ast2700-dcscm");
    }
}
