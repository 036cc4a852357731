package org.qemu.functional.tests.aarch64;

import org.qemu.functional.tests.TpmTisDeviceTest;

/** The TPM of the virt board, the first device on its platform bus (hw/arm/virt.c). */
class TpmTisTest extends TpmTisDeviceTest {
    TpmTisTest() {
        super("virt", "tpm-tis-device", 0x0c00_0000L);
    }
}
