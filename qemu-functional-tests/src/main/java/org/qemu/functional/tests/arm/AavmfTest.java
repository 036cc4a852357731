package org.qemu.functional.tests.arm;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.EfiShellTest;

/** Proves that 32-bit EDK II starts its shell on virt. */
class AavmfTest extends EfiShellTest {
    static final Asset AAVMF =
            Asset.of(
                    "debian:pool/main/e/edk2/qemu-efi-arm_2022.11-6+deb12u2_all.deb",
                    "3c6981f1593edafc5560e0055425567926af7f2b6f9c6174c4f2b807dad4a654");

    @Test
    void startsItsShell() {
        setMachine("virt");
        setCpu("cortex-a15");
        startsShell(AAVMF, "usr/share/AAVMF/AAVMF32_CODE.fd", "usr/share/AAVMF/AAVMF32_VARS.fd");
        remembers();
    }
}
