package org.qemu.functional.tests.x86_64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.EfiShellTest;

/** Proves that OVMF starts its shell on q35. */
class OvmfTest extends EfiShellTest {
    static final Asset OVMF =
            Asset.of(
                    "debian:pool/main/e/edk2/ovmf_2022.11-6+deb12u2_all.deb",
                    "e73d3d1a8799f7f6fc16b73501d913edcdd86237556fbff30693e747e6dc262e");

    @Test
    void startsItsShell() {
        setMachine("q35");
        startsShell(OVMF, "usr/share/OVMF/OVMF_CODE_4M.fd", "usr/share/OVMF/OVMF_VARS_4M.fd");
        remembers();
    }
}
