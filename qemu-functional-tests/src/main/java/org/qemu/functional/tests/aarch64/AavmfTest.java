package org.qemu.functional.tests.aarch64;

import org.junit.jupiter.api.Test;
import org.qemu.functional.asset.Asset;
import org.qemu.functional.tests.EfiShellTest;

/** Proves that EDK II starts its shell on virt. */
class AavmfTest extends EfiShellTest {
    static final Asset AAVMF =
            Asset.of(
                    "debian:pool/main/e/edk2/qemu-efi-aarch64_2022.11-6+deb12u2_all.deb",
                    "9a55c7b94fdf13a28928359a77d42e5364aa3ae2e558bd1fd5361955bf479d81");

    @Test
    void startsItsShell() {
        setMachine("virt");
        setCpu("cortex-a57");
        startsShell(AAVMF, "usr/share/AAVMF/AAVMF_CODE.fd", "usr/share/AAVMF/AAVMF_VARS.fd");
        remembers();
    }
}
