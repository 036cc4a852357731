package org.qemu.functional.tests.ppc64;

import org.qemu.functional.tests.VmstateDumpTest;

/** Proves that QEMU can load the state that {@code pseries-7.2} saved in QEMU 7.2. */
class VmstateTest extends VmstateDumpTest {
    VmstateTest() {
        super("pseries-7.2");
    }
}
