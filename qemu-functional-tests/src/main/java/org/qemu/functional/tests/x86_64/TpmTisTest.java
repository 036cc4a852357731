package org.qemu.functional.tests.x86_64;

import org.qemu.functional.tests.TpmTisDeviceTest;

/** The TPM of a PC; its address is fixed by the specification. */
class TpmTisTest extends TpmTisDeviceTest {
    TpmTisTest() {
        super("q35", "tpm-tis", 0xfed4_0000L);
    }
}
