package org.qemu.functional.tests.ppc64;

import org.qemu.functional.tests.VmstateDumpTest;

/** Proves that state which {@code pseries-7.2} saved in QEMU 7.2 can be loaded today. */
class VmstateTest extends VmstateDumpTest {
    VmstateTest() {
        super("pseries-7.2");
    }
}
